import type { Catalogue } from './wording'

/** The benchmark: what it cannot measure, and how it ended. */
export const benchmarkWords = {
  underWay: {
    en: 'a benchmark is under way; stop it, or wait for its end',
    ko: '벤치마크가 진행 중입니다. 중지하거나 끝날 때까지 기다리십시오',
  },
  stopped: { en: 'the benchmark was stopped', ko: '벤치마크를 중지했습니다' },
  notReady: {
    en: '{who} did not become ready within {seconds} s',
    ko: '{who}: {seconds}초 안에 준비되지 않았습니다',
  },
  theBrokers: { en: 'the brokers', ko: '브로커' },
  loadEnded: {
    en: 'the load process ended ({how}); {path} says why',
    ko: '부하 프로세스가 종료되었습니다({how}). 까닭은 {path}에 있습니다',
  },
  loadEndedEarly: { en: 'the load ended', ko: '부하가 끝났습니다' },
  loadProblem: { en: '{text}', ko: '부하 프로세스가 알린 문제: {text}' },
  cutShort: { en: 'stopped before its end', ko: '끝나기 전에 중지했습니다' },
  diskFull: {
    en: 'the disk that holds {dir} is full: {text}. What was measured until then is kept; free space, or take a shorter --duration, fewer --records or another --out',
    ko: '{dir}이(가) 있는 디스크가 가득 찼습니다: {text}. 그때까지 측정한 것은 남아 있습니다. 공간을 비우거나 --duration을 짧게, --records를 적게 하거나 --out으로 다른 곳을 고르십시오',
  },
  noReport: { en: 'there is no report {path}', ko: '리포트 {path}이(가) 없습니다' },
  otherVersion: { en: '{path} is no report of this version', ko: '{path}은(는) 이 버전의 리포트가 아닙니다' },
  noName: { en: '{id} is no name of a benchmark', ko: '{id}은(는) 벤치마크 이름이 아닙니다' },
  unknownSetting: {
    en: '--set {key}: neither brokers nor topics have such a setting',
    ko: '--set {key}: 브로커에도 토픽에도 없는 설정입니다',
  },
  badSetting: { en: '--set {text}', ko: '--set의 값을 카프카가 받지 않습니다: {text}' },
  noApache: {
    en: 'no Apache Kafka was named; name a release with --kafka-home (or KAFKA_HOME), or a folder of its jars with --kafka-libs (or KAFKA_LIBS)',
    ko: '아파치 카프카가 지정되지 않았습니다. --kafka-home(또는 KAFKA_HOME)으로 릴리스를, --kafka-libs(또는 KAFKA_LIBS)로 jar 폴더를 지정하십시오',
  },
  noJar: {
    en: '{libs} holds no kafka_*.jar of an Apache Kafka; name a release with --kafka-home (or KAFKA_HOME), or a folder of its jars with --kafka-libs (or KAFKA_LIBS)',
    ko: '{libs}에 아파치 카프카의 kafka_*.jar가 없습니다. --kafka-home(또는 KAFKA_HOME)으로 릴리스를, --kafka-libs(또는 KAFKA_LIBS)로 jar 폴더를 지정하십시오',
  },
  noZooKeeperMode: {
    en: 'Apache Kafka {version} has no ZooKeeper mode, which this benchmark runs it in; name a release of 2.x or 3.x',
    ko: '아파치 카프카 {version}에는 이 벤치마크가 쓰는 주키퍼 모드가 없습니다. 2.x나 3.x 릴리스를 지정하십시오',
  },
  noJavaIn: {
    en: 'no java in {home}; Apache Kafka needs one',
    ko: '{home}에 java가 없습니다. 아파치 카프카에 필요합니다',
  },
  noJava: {
    en: 'no java on the PATH; Apache Kafka needs one',
    ko: 'PATH에 java가 없습니다. 아파치 카프카에 필요합니다',
  },
  noEngine: { en: 'name at least one engine', ko: '엔진을 하나 이상 고르십시오' },
  durationOrRecords: {
    en: 'give a duration or a number of records, not both',
    ko: '시간과 레코드 수 가운데 하나만 지정하십시오',
  },
  duration: { en: 'a duration is from 0.5 s to 24 h', ko: '시간은 0.5초부터 24시간까지입니다' },
  records: { en: 'records are from 1 to {max}', ko: '레코드 수는 1부터 {max}까지입니다' },
  keys: { en: 'keys are from 1 to {max}', ko: '키는 1부터 {max}까지입니다' },
  valueBytes: { en: 'a value has at most {max} bytes', ko: '값은 최대 {max}바이트입니다' },
  valueRange: {
    en: 'a value has at most {max} bytes, and its range goes up',
    ko: '값은 최대 {max}바이트이고, 범위는 작은 수부터 씁니다',
  },
  tombstones: { en: 'tombstones are 0 to 100 percent', ko: '툼스톤은 0부터 100퍼센트까지입니다' },
  rate: {
    en: 'a rate is above 0, at most {max} records a second',
    ko: '속도는 0보다 크고 초당 최대 레코드 {max}개입니다',
  },
  partitions: { en: 'partitions are from 1 to {max}', ko: '파티션은 1부터 {max}까지입니다' },
  batchBytes: { en: 'a batch has at most {max} bytes', ko: '배치는 최대 {max}바이트입니다' },
  brokers: { en: 'brokers are from 1 to {max}', ko: '브로커는 1부터 {max}까지입니다' },
  ratios: { en: 'at most {max} dirty ratios', ko: '더티 비율은 최대 {max}개입니다' },
  ratio: { en: 'a dirty ratio is from 0 to 1', ko: '더티 비율은 0부터 1까지입니다' },
  nothingToRun: {
    en: 'nothing to run: no dirty ratio, and not without the cleaner',
    ko: '실행할 것이 없습니다. 더티 비율도 없고 클리너 없이 실행하지도 않습니다',
  },
  segments: { en: 'segments are from 64 KiB to 2 GiB', ko: '세그먼트는 64KiB부터 2GiB까지입니다' },
  settling: { en: 'settling takes at most 10 minutes', ko: '안정화 시간은 최대 10분입니다' },
} as const satisfies Catalogue

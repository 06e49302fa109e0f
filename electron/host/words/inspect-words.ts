import type { Catalogue } from './wording'

/** Reading data directories: the Inspector, pictures by key, what-if questions. */
export const inspectWords = {
  notThere: { en: '{path} does not exist', ko: '{path}이(가) 없습니다' },
  forbidden: {
    en: '{path} may not be read by this user: run as its owner, or change its permissions',
    ko: '{path}을(를) 이 사용자로는 읽을 수 없습니다. 소유자로 실행하거나 권한을 바꾸십시오',
  },
  symbolicLink: {
    en: "{path} is a symbolic link, which is not followed: open the file's own directory",
    ko: '{path}은(는) 심볼릭 링크이며, 링크는 따라가지 않습니다. 실제 파일의 디렉터리를 여십시오',
  },
  unreadable: { en: '{path} cannot be read: {text}', ko: '{path}을(를) 읽을 수 없습니다: {text}' },
  noFile: { en: '{path} is not a file', ko: '{path}은(는) 파일이 아닙니다' },
  isFile: {
    en: '{path} is a file: give its directory, {directory}',
    ko: '{path}은(는) 파일입니다. 파일이 있는 디렉터리 {directory}을(를) 여십시오',
  },
  tooManyEntries: {
    en: '{path} holds {count} entries: too many',
    ko: '{path}에 항목이 {count}개나 있어 열 수 없습니다',
  },
  noDataDirectory: {
    en: '{path} is not a Kafka data directory: {why}',
    ko: '{path}은(는) 카프카 데이터 디렉터리가 아닙니다. {why}',
  },
  isEmpty: { en: 'it is empty', ko: '비어 있습니다' },
  nothingOfKafka: {
    en: 'no meta.properties, no checkpoint and no topic-partition folder is in it',
    ko: 'meta.properties도 체크포인트도 토픽-파티션 폴더도 없습니다',
  },
  nothingOfKafkaTry: {
    en: 'no meta.properties, no checkpoint and no topic-partition folder is in it; try {path}',
    ko: 'meta.properties도 체크포인트도 토픽-파티션 폴더도 없습니다. {path}을(를) 열어 보십시오',
  },
  notOpen: { en: 'this directory is not open: open it first', ko: '열려 있지 않은 디렉터리입니다. 먼저 여십시오' },
  noFolderName: {
    en: "{name} is not the name of a partition's folder",
    ko: '{name}은(는) 파티션 폴더의 이름이 아닙니다',
  },
  noFileName: {
    en: '{name} is not the name of a file in a directory',
    ko: '{name}은(는) 디렉터리 안 파일의 이름이 아닙니다',
  },
  leadsOut: {
    en: '{path} is a symbolic link that leads out of {root}: open the directory it leads to',
    ko: '{path}은(는) {root} 밖으로 나가는 심볼릭 링크입니다. 링크가 가리키는 디렉터리를 여십시오',
  },
  workOver: {
    en: 'this work is over and forgotten: start it again',
    ko: '이 작업은 끝나서 지워졌습니다. 다시 시작하십시오',
  },
  tooManyJobs: {
    en: '{count} directories are being read already: cancel one or wait',
    ko: '이미 디렉터리 {count}개를 읽고 있습니다. 하나를 취소하거나 기다리십시오',
  },
  nothingInCommon: {
    en: '{one} and {other} have no partition in common',
    ko: '{one}과(와) {other}에 공통된 파티션이 없습니다',
  },
  noBatch: {
    en: 'no batch begins at byte {position} of {path}',
    ko: '{path}의 바이트 {position}에서 시작하는 배치가 없습니다',
  },
  notInDirectory: {
    en: '{path} has no {wanted}; topics there: {topics}',
    ko: '{path}에 {wanted}이(가) 없습니다. 그곳의 토픽: {topics}',
  },
  wantedTopic: { en: 'topic {topic}', ko: '토픽 {topic}' },
  wantedPartition: { en: 'partition {partition}', ko: '파티션 {partition}' },
  wantedBoth: { en: 'topic {topic}, partition {partition}', ko: '토픽 {topic}, 파티션 {partition}' },
  none: { en: 'none', ko: '없음' },
  noReplicaFolder: {
    en: 'broker {id} has no folder of {name}',
    ko: '브로커 {id}에 {name}의 폴더가 없습니다',
  },
  noReplicaTold: {
    en: 'no broker of this lab tells of a replica of {name}; start one that has it',
    ko: '이 랩의 어느 브로커도 {name}의 리플리카를 알리지 않습니다. 리플리카가 있는 브로커를 시작하십시오',
  },
  folderGone: {
    en: 'the broker has no folder of it any more',
    ko: '브로커에 이 파티션의 폴더가 더는 없습니다',
  },
  tooLarge: { en: '{size} bytes: too large to show', ko: '{size}바이트라서 보여 주기에 너무 큽니다' },
  badFile: { en: '{text}', ko: '파일을 해석할 수 없습니다: “{text}”' },
  cleanerWouldStop: { en: '{text}', ko: '클리너가 여기서 멈춥니다: “{text}”' },
  entryNoBatch: {
    en: 'no batch begins at byte {position}',
    ko: '바이트 {position}에서 시작하는 배치가 없습니다',
  },
  entryBehind: {
    en: "the batch there ends at {offset}, behind the entry's offset",
    ko: '그곳의 배치는 {offset}에서 끝나며, 항목의 오프셋보다 뒤입니다',
  },
  entryNotAfter: {
    en: 'it does not come after {timestamp}, the entry before',
    ko: '앞 항목 {timestamp}보다 뒤의 시각이 아닙니다',
  },
  askAbout: {
    en: 'ask about cleanup.policy=compact, retention.ms=… or retention.bytes=…',
    ko: 'cleanup.policy=compact, retention.ms=…, retention.bytes=… 가운데 하나를 물으십시오',
  },
  cleanupPolicy: {
    en: 'cleanup.policy={value}: compact, delete, or both with a comma',
    ko: 'cleanup.policy={value}: compact, delete, 또는 둘을 쉼표로 이어 쓰십시오',
  },
  badValue: { en: '{key}={value} is not a value it can have', ko: '{key}에는 {value} 값을 쓸 수 없습니다' },
  unknownSetting: {
    en: '{key} cannot be asked about; known are cleanup.policy, {known}',
    ko: '{key}은(는) 물을 수 없는 설정입니다. 물을 수 있는 설정: cleanup.policy, {known}',
  },
} as const satisfies Catalogue

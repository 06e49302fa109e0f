import type { Catalogue } from './wording'

/** The lab's folder, its ports and its processes. */
export const clusterWords = {
  noBroker: {
    en: 'this lab has no broker {id}; it has {known}',
    ko: '이 랩에는 브로커 {id}이(가) 없습니다. 있는 브로커: {known}',
  },
  foreignZooKeeper: {
    en: 'this lab uses a ZooKeeper of its own (--zookeeper); start and stop it where it runs',
    ko: '이 랩은 외부 주키퍼를 씁니다(--zookeeper). 시작과 중지는 그 주키퍼가 실행되는 곳에서 하십시오',
  },
  runsAlready: { en: '{who} runs already (process {pid})', ko: '{who}: 이미 실행 중입니다(프로세스 {pid})' },
  notRunning: {
    en: '{who} is not running; start it first',
    ko: '{who}: 실행 중이 아닙니다. 먼저 시작하십시오',
  },
  notReady: {
    en: '{who} did not become ready within {seconds} s; its log says why',
    ko: '{who}: {seconds}초 안에 준비되지 않았습니다. 까닭은 로그에 있습니다',
  },
  endedStarting: { en: '{who} ended while starting ({how})', ko: '{who}: 시작하다가 종료되었습니다({how})' },
  endedStartingWith: {
    en: '{who} ended while starting ({how}): {text}',
    ko: '{who}: 시작하다가 종료되었습니다({how}). 로그: “{text}”',
  },
  ended: { en: '{who} ended ({how})', ko: '{who}: 종료되었습니다({how})' },
  endedWith: { en: '{who} ended ({how}): {text}', ko: '{who}: 종료되었습니다({how}). 로그: “{text}”' },
  exitCode: { en: 'exit code {code}', ko: '종료 코드 {code}' },
  signal: { en: 'signal {signal}', ko: '시그널 {signal}' },
  rollingStopped: {
    en: 'rolling restart stopped: broker {id} did not come back into sync within {seconds} s',
    ko: '롤링 재시작을 멈췄습니다. 브로커 {id}이(가) {seconds}초 안에 ISR로 돌아오지 않았습니다',
  },
  noPreset: {
    en: 'there is no preset {name}; there are {known}',
    ko: '프리셋 {name}은(는) 없습니다. 있는 프리셋: {known}',
  },
  portTaken: {
    en: 'port {port} ({of}) is taken {by}; stop it, or {wayOut}',
    ko: '{by} 포트 {port}({of})을(를) 쓰고 있습니다. 그 프로세스를 중지하거나 {wayOut}',
  },
  takenBy: { en: 'by {name} (process {pid})', ko: '{name}(프로세스 {pid})이(가)' },
  takenBySomebody: { en: 'by another process', ko: '다른 프로세스가' },
  portUnusable: {
    en: '{host}:{port} ({of}) cannot be used: {code}; {wayOut}',
    ko: '{host}:{port}({of})을(를) 쓸 수 없습니다: {code}. {wayOut}',
  },
  coordinationOf: { en: 'coordination server', ko: '코디네이션 서버' },
  chooseBrokerPorts: {
    en: 'choose others with --ports 19092,19093,… or --ports auto',
    ko: '--ports 19092,19093,… 또는 --ports auto로 다른 포트를 고르십시오',
  },
  chooseCoordinationPort: {
    en: 'choose another with --coordination-port',
    ko: '--coordination-port로 다른 포트를 고르십시오',
  },
  changeListeners: {
    en: 'change listeners in its server.properties',
    ko: '이 브로커의 server.properties에서 listeners를 바꾸십시오',
  },
  startAgain: { en: 'start it again later', ko: '나중에 다시 시작하십시오' },
  noFreePort: {
    en: 'no free port from {from} on; stop what holds them, or choose ports with --ports',
    ko: '{from}번부터 빈 포트가 없습니다. 포트를 쓰는 프로세스를 중지하거나 --ports로 포트를 고르십시오',
  },
  diskFull: {
    en: 'the disk of {dir} is full ({reason}); make room, or choose a folder on another disk with --dir',
    ko: '디스크가 가득 찼습니다: {dir} ({reason}). 공간을 비우거나 --dir로 다른 디스크의 폴더를 고르십시오',
  },
  folderUnwritable: {
    en: '{dir} cannot be written ({reason}); choose another folder with --dir',
    ko: '{dir}에 쓸 수 없습니다({reason}). --dir로 다른 폴더를 고르십시오',
  },
  labUnreadable: {
    en: '{path} cannot be read; restore it, or choose another folder with --dir',
    ko: '{path}을(를) 읽을 수 없습니다. 파일을 되돌리거나 --dir로 다른 폴더를 고르십시오',
  },
  labInUse: {
    en: '{dir} is open in another lab; stop that one or choose another folder with --dir',
    ko: '{dir}이(가) 다른 랩에서 열려 있습니다. 그 랩을 중지하거나 --dir로 다른 폴더를 고르십시오',
  },
  labInUseBy: {
    en: '{dir} is open in another lab (process {pid}); stop that one or choose another folder with --dir',
    ko: '{dir}이(가) 다른 랩에서 열려 있습니다(프로세스 {pid}). 그 랩을 중지하거나 --dir로 다른 폴더를 고르십시오',
  },
  badSetting: { en: '--set {text}', ko: '--set의 값을 카프카가 받지 않습니다: {text}' },
  brokerCount: {
    en: '--brokers takes 1 to {max}, not {count}',
    ko: '--brokers에는 1부터 {max}까지 쓸 수 있고, {count}은(는) 쓸 수 없습니다',
  },
  portCount: {
    en: '--ports names {ports} ports for {brokers} brokers; name one for each, or use --ports auto',
    ko: '브로커는 {brokers}개인데 --ports의 포트는 {ports}개입니다. 브로커마다 하나씩 쓰거나 --ports auto를 쓰십시오',
  },
  portTwice: { en: '--ports names a port twice', ko: '--ports에 같은 포트가 두 번 있습니다' },
  otherBrokers: {
    en: 'the lab in this folder has brokers {known}; open it with those, or choose another folder with --dir',
    ko: '이 폴더의 랩에는 브로커 {known}이(가) 있습니다. 그 브로커들로 열거나 --dir로 다른 폴더를 고르십시오',
  },
  startingCoordination: { en: 'Starting the coordination server', ko: '코디네이션 서버를 시작하는 중' },
  startingBrokers: { en: 'Starting brokers', ko: '브로커를 시작하는 중' },
  stoppingBroker: { en: 'Stopping broker {id}', ko: '브로커 {id}을(를) 중지하는 중' },
  stoppingCoordination: { en: 'Stopping the coordination server', ko: '코디네이션 서버를 중지하는 중' },
  restartingBroker: { en: 'Restarting broker {id}', ko: '브로커 {id}을(를) 다시 시작하는 중' },
  noLog: { en: 'there is no log of {source}', ko: '{source}의 로그가 없습니다' },
  propertiesGone: {
    en: '{path} is gone; write it anew, or open the lab again',
    ko: '{path}이(가) 없어졌습니다. 파일을 새로 쓰거나 랩을 다시 여십시오',
  },
  notKeyValue: { en: '"{line}" is not key=value', ko: '"{line}"은(는) 키=값 형식이 아닙니다' },
  brokerIdStays: {
    en: 'broker.id must stay {id}: the lab knows this broker by it',
    ko: 'broker.id는 {id} 그대로여야 합니다. 랩이 이 값으로 브로커를 구분합니다',
  },
  refusedSetting: { en: '{text}', ko: '카프카가 받지 않는 설정입니다: “{text}”' },
  noBlock: {
    en: 'block {id} of the recording had to make room for newer ones',
    ko: '기록의 {id}번 블록은 새 기록에 자리를 내주고 지워졌습니다',
  },
  tooManyConsoles: {
    en: 'a page has {max} consoles at most; close one first',
    ko: '한 페이지의 콘솔은 최대 {max}개입니다. 먼저 하나를 닫으십시오',
  },
  noConsole: {
    en: 'there is no console {id}; open one first',
    ko: '콘솔 {id}이(가) 없습니다. 먼저 콘솔을 여십시오',
  },
  consoleBusy: {
    en: 'a command runs already; end it with Ctrl-C first',
    ko: '명령이 실행 중입니다. 먼저 Ctrl-C로 끝내십시오',
  },
  noBrokerHere: { en: 'this lab has no broker {id}', ko: '이 랩에는 브로커 {id}이(가) 없습니다' },
} as const satisfies Catalogue

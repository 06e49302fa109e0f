import type { Catalogue } from './wording'

/** Gates: where they stand, and why one was refused. */
export const gateWords = {
  truncation: {
    en: 'broker {brokerId}, {name}, before it agrees with its leader where to cut',
    ko: '브로커 {brokerId}, {name}, 자를 곳을 리더와 정하기 전',
  },
  fetchRequest: {
    en: 'broker {brokerId}, {name}, before its next Fetch',
    ko: '브로커 {brokerId}, {name}, 다음 Fetch를 보내기 전',
  },
  fetchResponse: {
    en: 'broker {brokerId}, {name}, before it takes over the answer to its Fetch',
    ko: '브로커 {brokerId}, {name}, Fetch의 답을 반영하기 전',
  },
  highWatermarkCheckpoint: {
    en: 'broker {brokerId}, before it writes replication-offset-checkpoint',
    ko: '브로커 {brokerId}, replication-offset-checkpoint를 쓰기 전',
  },
  controllerPropagation: {
    en: 'the controller, between what it wrote and the brokers it tells',
    ko: '컨트롤러, 결정을 쓰고 나서 브로커에 알리기 전',
  },
  traffic: {
    en: 'traffic between brokers {one} and {other}: {effect}',
    ko: '브로커 {one}, {other} 사이의 트래픽: {effect}',
  },
  delay: { en: 'delayed by {delayMs} ms', ko: '{delayMs}ms 지연' },
  drop: { en: 'lost', ko: '유실' },
  refuse: { en: 'refused', ko: '거부' },
  refused: { en: '{place}: {why}', ko: '{place}: {why}' },
  tooMany: { en: '{max} gates are held already', ko: '이미 게이트 {max}개를 붙잡고 있습니다' },
  notHeld: {
    en: 'no gate is held at {place}; hold it first',
    ko: '붙잡은 게이트가 없습니다({place}). 먼저 붙잡으십시오',
  },
  twoBrokers: {
    en: 'traffic is held between two different brokers',
    ko: '트래픽은 서로 다른 두 브로커 사이에서 붙잡습니다',
  },
  tooManyGates: { en: 'as many gates stand there as it takes', ko: '이 브로커에 게이트를 더 둘 수 없습니다' },
  trafficHasNoSteps: {
    en: 'traffic cannot be stepped; release it',
    ko: '트래픽은 한 단계씩 보낼 수 없습니다. 게이트를 푸십시오',
  },
  noSuchGate: { en: 'no such gate is held', ko: '그 게이트는 붙잡혀 있지 않습니다' },
  stepUnderWay: {
    en: 'a step is on its way through this gate',
    ko: '이 게이트를 한 단계가 지나가는 중입니다',
  },
} as const satisfies Catalogue

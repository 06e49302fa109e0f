import type { Catalogue } from './wording'

/** What the lab asks brokers, and what they refuse. */
export const clientWords = {
  kafkaError: {
    en: '{about}: {message} ({name})',
    ko: '{about}: 브로커가 {name} 오류로 답했습니다. “{message}”',
  },
  clientError: { en: '{about}: {text}', ko: '{about}: 카프카 클라이언트 오류 “{text}”' },
  noBroker: {
    en: 'no broker is running; start one first',
    ko: '실행 중인 브로커가 없습니다. 먼저 브로커를 시작하십시오',
  },
  noController: {
    en: 'there is no controller at the moment; try again when one is elected',
    ko: '지금은 컨트롤러가 없습니다. 컨트롤러가 선출된 뒤 다시 시도하십시오',
  },
  noPartition: {
    en: 'topic {topic} has {count} partitions, no partition {partition}',
    ko: '토픽 {topic}의 파티션은 {count}개이고, 파티션 {partition}은(는) 없습니다',
  },
  noLeader: {
    en: '{name} has no leader at the moment; start one of its replicas',
    ko: '{name}에 지금 리더가 없습니다. 리플리카가 있는 브로커를 시작하십시오',
  },
  noLeaderAnswers: {
    en: '{name} has no leader that answers; start one of its replicas',
    ko: '{name}에 응답하는 리더가 없습니다. 리플리카가 있는 브로커를 시작하십시오',
  },
  brokerDown: {
    en: 'broker {id} is not running; start it first',
    ko: '브로커 {id}이(가) 실행 중이 아닙니다. 먼저 시작하십시오',
  },
  coordinatorDown: {
    en: 'broker {id}, the coordinator, does not run now',
    ko: '코디네이터인 브로커 {id}이(가) 지금 실행 중이 아닙니다',
  },
  notConnected: { en: '{text}', ko: '브로커에 연결하지 못했습니다: {text}' },
  lost: { en: '{text}', ko: '브로커와의 연결이 끊겼습니다: {text}' },
  timedOut: { en: '{text}', ko: '브로커가 제한 시간 안에 답하지 않았습니다: {text}' },
  malformed: { en: '{text}', ko: '브로커의 답을 읽을 수 없습니다: {text}' },
  closed: { en: '{text}', ko: '브로커와의 연결을 닫았습니다: {text}' },
  oldFormat: {
    en: '{topic} holds records of message format v{magic}; the inspector reads those',
    ko: '{topic}에 메시지 포맷 v{magic} 레코드가 있습니다. 인스펙터에서 읽을 수 있습니다',
  },
  notCommitted: {
    en: 'group {groupId} has committed nothing yet; choose a topic to set its offsets for',
    ko: '그룹 {groupId}이(가) 아직 커밋한 오프셋이 없습니다. 오프셋을 지정할 토픽을 고르십시오',
  },
  nothingToShift: {
    en: '{name} has no committed offset that could be shifted; choose another target',
    ko: '{name}에 옮길 커밋된 오프셋이 없습니다. 다른 대상을 고르십시오',
  },
  groupActive: {
    en: 'offsets can only be reset while group {groupId} is inactive, but it is {state} with {count} members; stop its members first',
    ko: '오프셋은 그룹 {groupId}이(가) 비활성일 때만 바꿀 수 있습니다. 지금 상태는 {state}, 멤버는 {count}개입니다. 먼저 멤버를 중지하십시오',
  },
  groupNotEmpty: {
    en: 'group {groupId} has members; stop them first, then delete it',
    ko: '그룹 {groupId}에 멤버가 있습니다. 먼저 멤버를 중지한 뒤 삭제하십시오',
  },
  groupSubscribed: {
    en: 'members of group {groupId} are subscribed to {topic}; stop them first, then delete its offsets',
    ko: '그룹 {groupId}의 멤버가 {topic}을(를) 구독 중입니다. 먼저 멤버를 중지한 뒤 오프셋을 삭제하십시오',
  },
  joinLate: {
    en: 'no place in the group within {seconds} s; it may be rebalancing',
    ko: '{seconds}초 안에 그룹에 들어가지 못했습니다. 리밸런싱 중일 수 있습니다',
  },
  tooManyWaiting: {
    en: '{count} records wait for their acknowledgement; release a gate first',
    ko: '레코드 {count}개가 확인 응답을 기다립니다. 먼저 게이트를 푸십시오',
  },
} as const satisfies Catalogue

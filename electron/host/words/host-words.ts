import type { Catalogue } from './wording'

/** The lab host itself: calls that are none, and its own end. */
export const hostWords = {
  noFunction: { en: 'there is no function {name}', ko: '{name} 함수는 없습니다' },
  badRequest: { en: '{name}: {path}: {text}', ko: '{name}: {path} 값이 올바르지 않습니다({text})' },
  unexpected: { en: 'an error inside the lab: {text}', ko: '랩 내부 오류: {text}' },
  closing: { en: 'the lab is closing', ko: '랩을 닫는 중입니다' },
  endedBeforeBegin: { en: 'ended before it began', ko: '시작하기 전에 끝났습니다' },
  hostExit: { en: 'the lab host ended with exit code {code}', ko: '랩 호스트가 종료 코드 {code}(으)로 종료되었습니다' },
  hostSignal: { en: 'the lab host was ended by {signal}', ko: '랩 호스트가 {signal}(으)로 종료되었습니다' },
} as const satisfies Catalogue

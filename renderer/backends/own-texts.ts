import type { InBothLanguages } from '../../electron/host/api/exercise-functions'

/** What a door to the lab says itself, when the lab cannot be asked. */
export const ownTexts = {
  lost: { en: 'The connection to the lab was lost.', ko: '랩과의 연결이 끊겼습니다.' },
  none: { en: 'There is no connection to the lab.', ko: '랩과 연결되어 있지 않습니다.' },
  closing: { en: 'The page is closing.', ko: '페이지를 닫는 중입니다.' },
  lostInRecording: {
    en: 'The connection was lost in this recording.',
    ko: '이 기록에서는 연결이 끊긴 상태입니다.',
  },
  recording: {
    en: 'This is a recording: there is no lab behind it that could do this.',
    ko: '기록이라서 이 일을 할 수 있는 랩이 없습니다.',
  },
} as const satisfies Record<string, InBothLanguages>

import type { Catalogue } from '../host/words/wording'

/** What the window says outside its page. A role's label is given too: Electron's own are English in every language. */
export const mainWords = {
  lab: { en: 'Lab', ko: '랩' },
  showLabFolder: { en: 'Show the lab folder', ko: '랩 폴더 보기' },
  stopAndQuit: { en: 'Stop the lab and quit', ko: '랩을 멈추고 종료' },
  stopping: { en: 'Highwater: stopping the lab', ko: 'Highwater: 랩을 멈추는 중' },

  edit: { en: 'Edit', ko: '편집' },
  undo: { en: 'Undo', ko: '실행 취소' },
  redo: { en: 'Redo', ko: '다시 실행' },
  cut: { en: 'Cut', ko: '잘라내기' },
  copy: { en: 'Copy', ko: '복사' },
  paste: { en: 'Paste', ko: '붙여넣기' },
  delete: { en: 'Delete', ko: '삭제' },
  selectAll: { en: 'Select all', ko: '모두 선택' },

  view: { en: 'View', ko: '보기' },
  reload: { en: 'Reload', ko: '새로 고침' },
  developerTools: { en: 'Developer tools', ko: '개발자 도구' },
  actualSize: { en: 'Actual size', ko: '실제 크기' },
  zoomIn: { en: 'Zoom in', ko: '확대' },
  zoomOut: { en: 'Zoom out', ko: '축소' },
  fullScreen: { en: 'Full screen', ko: '전체 화면' },

  window: { en: 'Window', ko: '창' },
  minimize: { en: 'Minimize', ko: '최소화' },
  close: { en: 'Close', ko: '닫기' },

  about: { en: 'About Highwater', ko: 'Highwater에 관하여' },
  hide: { en: 'Hide Highwater', ko: 'Highwater 가리기' },
  hideOthers: { en: 'Hide others', ko: '기타 가리기' },
  showAll: { en: 'Show all', ko: '모두 보기' },
  quit: { en: 'Quit Highwater', ko: 'Highwater 종료' },

  pageKeepsEnding: { en: 'The page keeps ending ({reason}).', ko: '페이지가 계속 종료됩니다({reason}).' },
  labRunsOn: {
    en: 'The lab runs on. Load the page again, or close the window, which stops the lab in order.',
    ko: '랩은 계속 실행 중입니다. 페이지를 다시 불러오거나 창을 닫으십시오. 창을 닫으면 랩이 순서대로 멈춥니다.',
  },
  loadAgain: { en: 'Load again', ko: '다시 불러오기' },
} as const satisfies Catalogue

/** Line drawings on a 16 px square. */
export const icons = {
  cluster:
    'M2.5 2h2q1 0 1 1v10q0 1-1 1h-2q-1 0-1-1V3q0-1 1-1zM7.5 5h2q1 0 1 1v7q0 1-1 1h-2q-1 0-1-1V6q0-1 1-1zM12.5 3.5h1q1 0 1 1V13q0 1-1 1h-1q-1 0-1-1V4.500q0-1 1-1z',
  replication: 'M1.500 4h13M1.500 8h13M1.500 12h13M5 2.500v3M10 6.500v3M7 10.500v3',
  disk: 'M2 3h5l1.500 2H14v8.500H2zM2 8h12',
  timeline: 'M1.500 8h13M4 5v6M8 3v10M12 6v4',
  logs: 'M2.500 3.500h11M2.500 6.500h8M2.500 9.500h11M2.500 12.500h6',
  console: 'M2 3h12v10H2zM4.500 6l2 2-2 2M8.500 10.500h3',
  groups:
    'M5.500 3a2 2 0 1 1 0 4a2 2 0 1 1 0-4zM1.500 13q0-4 4-4t4 4M11 4.200a1.700 1.700 0 1 1 0 3.400M11.500 9.300q3 .4 3 3.700',
  topics: 'M8 1.800l6 3-6 3-6-3zM2 8l6 3 6-3M2 11.200l6 3 6-3',
  coordination: 'M8 1.500v3M8 11.500v3M1.500 8h3M11.500 8h3M8 4.500a3.500 3.500 0 1 1 0 7a3.500 3.500 0 1 1 0-7z',
  help: 'M5.800 6a2.200 2.200 0 1 1 3.200 2c-.7.400-1 .8-1 1.600M8 12v.1',
  open: 'M4 6l4 4 4-4',
  closed: 'M6 4l4 4-4 4',
  search: 'M6.800 2.500a4.300 4.300 0 1 1 0 8.600a4.300 4.300 0 1 1 0-8.600zM10 10l4 4',
} as const

export type IconName = keyof typeof icons

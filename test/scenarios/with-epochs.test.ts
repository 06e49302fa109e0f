import { performAll } from './perform-all'

performAll('stepping', {
  file: 'figure-4-04-to-4-07.transcript',
  find: 'broker 1  leader    (0 message1)  LEO 1  HW 0',
  put: 'broker 1  leader    [0 message1]  LEO 1  HW 1',
  message:
    /figure-4-04-to-4-07\.transcript:17: after\n> produce message1\ndrawn \(-\), .*\n {2}figure-replication-0 .*\n- broker 1 {2}leader {4}\[0 message1\] {2}LEO 1 {2}HW 1\n\+ broker 1 {2}leader {2}\(0 message1\) {2}LEO 1 {2}HW 0\n {2}broker 2/,
})

import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * The files that take longest, by their seconds on a machine with two cores. A file of these that begins last is one that the other
 * workers wait for; the order of the rest matters little. A name that is gone or out of order costs time, nothing else.
 */
const seconds: Readonly<Record<string, number>> = {
  'test/scenarios/with-epochs.test.ts': 73,
  'test/cluster/kill-loop.test.ts': 55,
  'test/cluster/cli.test.ts': 53,
  'test/cluster/group-coordinator-kill.test.ts': 45,
  'test/cluster/exercises.test.ts': 44,
  'test/cluster/bench-compaction.test.ts': 33,
  'test/cluster/transaction-coordinator-kill.test.ts': 33,
  'test/cluster/coordination-kill.test.ts': 29,
  'test/scenarios/without-epochs.test.ts': 25,
  'test/cluster/host.test.ts': 23,
  'test/cluster/console-cli.test.ts': 21,
  'test/cluster/recording.test.ts': 20,
  'test/cluster/host-groups.test.ts': 19,
  'test/clients/kafkajs-groups.test.ts': 18,
  'test/cluster/topic-ids.test.ts': 17,
  'test/cluster/truncation.test.ts': 16,
  'test/cluster/coordination-server.test.ts': 16,
  'test/cluster/inspect-cli.test.ts': 16,
  'test/ui/states.test.ts': 47,
  'test/ui/recording.test.ts': 44,
  'test/ui/keyboard.test.ts': 39,
  'test/ui/groups.test.ts': 30,
  'test/unit/protocol/round-trip.test.ts': 6,
  'test/unit/cleaner/crash.test.ts': 5,
  'test/architecture/tidy.test.ts': 5,
}

/** Files that take long begin first, also in a clone that has run nothing yet. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const known = (file: TestSpecification) => seconds[relative(this.ctx.config.root, file.moduleId)] ?? 0
    // A stable sort: among files without a number vitest's own order stays, and with it that of the projects.
    return (await super.sort(files)).sort((one, other) =>
      one.project.name === other.project.name ? known(other) - known(one) : 0,
    )
  }
}

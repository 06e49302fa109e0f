import type { LabFunctions, PropertiesCheck } from '../api/functions'
import { checkProperties } from '../cluster/check-properties'
import type { LabSession } from '../lab-session'
import { clusterWords } from '../words/cluster-words'
import { failure } from '../words/wording'

type PropertiesFunctions = Pick<
  LabFunctions,
  'readServerProperties' | 'checkServerProperties' | 'writeServerProperties'
>

export function propertiesFunctions(session: LabSession): PropertiesFunctions {
  const { cluster, folder } = session
  const read = (id: number): string => {
    cluster.broker(id)
    const text = folder.readProperties(id)
    if (text === undefined) throw failure('NOT_FOUND', clusterWords.propertiesGone, { path: folder.properties(id) })
    return text
  }
  const check = async ({ id, text }: { id: number; text: string }): Promise<PropertiesCheck> =>
    checkProperties(read(id), text, id)
  return {
    readServerProperties: async ({ id }) => ({ path: folder.properties(id), text: read(id) }),
    checkServerProperties: check,
    writeServerProperties: async (request) => {
      const checked = await check(request)
      if (checked.problems.length > 0) return checked
      folder.writeProperties(request.id, request.text)
      session.propertiesWritten(request.id, checked.diff)
      return checked
    },
  }
}

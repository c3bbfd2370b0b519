/** Checks the imports of a folder against the rules. Type-only imports count, because they are read and changed like others. */
import { cruise, type ICruiseOptions, type IReporterOutput } from 'dependency-cruiser'
import { pageEntry, pageRules, treeRules } from './rules.ts'

/** Third-party or generated files. */
const notOurs = '^(data|test-output|bench-results|dashboard/web/dist)/'

/** One result for the whole tree and one for the page; `err-long` as text, `json` as data. */
export async function checkRooms(
  baseDir: string,
  outputType: 'err-long' | 'json',
): Promise<readonly IReporterOutput[]> {
  const answers: IReporterOutput[] = []
  const check = async (entry: string, options: ICruiseOptions) => {
    const all = { ...common, ...options, baseDir, outputType }
    answers.push(await cruise([entry], all, { exportsFields: ['exports'], conditionNames, mainFields }))
  }
  await check('.', { ruleSet: treeRules, doNotFollow: 'node_modules' })
  await check(pageEntry, {
    ruleSet: pageRules,
    doNotFollow: { path: 'node_modules', dependencyTypes: ['type-only'] },
  })
  return answers
}

const conditionNames = ['import', 'node', 'default', 'types']
/** Some packages hold nothing but types. */
const mainFields = ['main', 'types']
/** TypeScript 7 has no parser API for dependency-cruiser; swc sees type-only imports as well. */
const common: ICruiseOptions = { validate: true, parser: 'swc', exclude: notOurs }

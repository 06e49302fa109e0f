import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BenchmarkReport } from '../api/benchmark-views'
import { runsCsv, samplesCsv } from './report-csv'
import { reportHtml } from './report-html'

export const REPORT_JSON = 'report.json'
export const REPORT_HTML = 'report.html'

/** report.json, runs.csv, samples.csv and report.html, each whole or not there. */
export async function writeReport(dir: string, report: BenchmarkReport, programs: string): Promise<void> {
  await writeWhole(join(dir, REPORT_JSON), `${JSON.stringify(report, null, 1)}\n`)
  await writeWhole(join(dir, 'runs.csv'), runsCsv(report))
  await writeWhole(join(dir, 'samples.csv'), samplesCsv(report))
  await writeWhole(join(dir, REPORT_HTML), await reportPage(report, programs))
}

export async function reportPage(report: BenchmarkReport, programs: string): Promise<string> {
  return reportHtml(report, await readFile(join(programs, 'benchmark', 'chart.umd.js'), 'utf8'))
}

async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text)
  await rename(`${path}.tmp`, path)
}

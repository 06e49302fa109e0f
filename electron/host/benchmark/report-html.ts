/// <reference path="./raw-text.d.ts" />
import tokens from '../../../renderer/styles/tokens.css?raw'
import type { BenchmarkReport } from '../api/benchmark-views'
import charts from './report-page/charts.js?raw'
import style from './report-page/style.css?raw'
import tables from './report-page/tables.js?raw'

/** Nothing is fetched: the page carries its data, its scripts and its style. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"

/** One page that can be mailed: Chart.js (`chartSource`, its UMD build), data and drawing inside. */
export function reportHtml(report: BenchmarkReport, chartSource: string): string {
  return `<!doctype html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>Compaction benchmark ${escapeHtml(report.startedAt.slice(0, 19).replace('T', ' '))}</title>
<style>${tokens}${style}</style>
</head>
<body>
<header class="top"><h1>Compaction benchmark</h1><span id="when"></span><span id="outcome"></span><button id="theme" type="button">Dark</button></header>
<main id="page"></main>
<script id="data" type="application/json">${dataText(report)}</script>
<script>${scriptText(chartSource)}</script>
<script type="module">${scriptText(tables)}</script>
<script type="module">${scriptText(charts)}</script>
</body>
</html>
`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

/** JSON that cannot end its own element. */
function dataText(report: BenchmarkReport): string {
  return JSON.stringify(report).replace(/</g, '\\u003c')
}

function scriptText(source: string): string {
  return source.replace(/<\/script/gi, '<\\/script').replace(/\/\/# sourceMappingURL=.*$/gm, '')
}

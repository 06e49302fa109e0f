// `npm start`: the desktop lab (see `highwater start --help`).
process.argv.splice(2, 0, 'start')
await import('./launch.mjs')

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

const from = (path: string) => resolve(__dirname, path)

/** Of the functions and views that page and lab share: an old page on a new lab says so instead of guessing. */
const api = from('electron/host/api')
const fingerprint = createHash('sha256')
for (const name of readdirSync(api).sort()) fingerprint.update(name).update(readFileSync(resolve(api, name)))
const contract = { __HIGHWATER_CONTRACT__: JSON.stringify(fingerprint.digest('hex').slice(0, 16)) }

/** Every node-side program is an input of one CommonJS build into out/, so a broker is a plain script to spawn. */
export default defineConfig({
  main: {
    define: contract,
    build: {
      outDir: 'out',
      emptyOutDir: false,
      target: 'node16',
      sourcemap: true,
      minify: false,
      rollupOptions: {
        input: {
          'main/index': from('electron/main/index.ts'),
          'host/host-process': from('electron/host/host-process.ts'),
          'cli/highwater': from('electron/cli/highwater.ts'),
          'broker/broker': from('broker-core/bin/broker.ts'),
          'benchmark/load': from('electron/host/benchmark/load-process.ts'),
          'broker/cleaner-worker': from('broker-core/bin/cleaner-worker.ts'),
          'coordination/coordination': from('broker-core/bin/coordination.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: { index: from('electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].js' },
      },
    },
  },
  renderer: {
    root: from('renderer'),
    plugins: [vue()],
    define: {
      ...contract,
      __VUE_OPTIONS_API__: 'false',
      __VUE_I18N_LEGACY_API__: 'false',
      __VUE_I18N_FULL_INSTALL__: 'false',
    },
    build: {
      outDir: from('out/renderer'),
      target: 'chrome108',
      // Advice for whoever tunes a build, printed to whoever starts the lab for the first time.
      rollupOptions: { input: from('renderer/index.html'), checks: { bundlerTimings: false, pluginTimings: false } },
      // The page's Content-Security-Policy allows neither data: fonts nor inline scripts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  },
})

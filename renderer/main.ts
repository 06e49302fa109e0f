import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/frame.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { chooseBackend } from './backends/choose'
import { flash } from './composables/flash'
import { i18n } from './locales'
import { router } from './router'
import { useLabStore } from './stores/lab'

const backend = chooseBackend()
createApp(App).use(createPinia()).use(i18n).use(router).directive('flash', flash).mount('#app')
useLabStore().start(backend)

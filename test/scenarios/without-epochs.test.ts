import { performAll } from './perform-all'

performAll('stepping-without-epochs')

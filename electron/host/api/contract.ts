declare const __HIGHWATER_CONTRACT__: string | undefined

/** Fingerprint of this folder, put in by the build: a page and a lab that have another one do not fit. null: not built (tests). */
export const contract: string | null = typeof __HIGHWATER_CONTRACT__ === 'string' ? __HIGHWATER_CONTRACT__ : null

import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Equal without telling by its duration how far they agree. */
export function sameToken(given: string | undefined, token: string): boolean {
  if (given === undefined) return false
  const one = Buffer.from(given)
  const other = Buffer.from(token)
  return one.length === other.length && timingSafeEqual(one, other)
}

const COOKIE = 'highwater'

export type Refusal = { status: 400 | 401 | 403; message: string }

/**
 * Who may talk to the lab. Host: a page of another name that resolves to this machine (DNS rebinding) is refused. Origin: a page of
 * another site is refused. Token: another user of this machine does not know it. undefined: welcome.
 */
export function refusalOf(
  request: { headers: IncomingHttpHeaders; url?: string | undefined },
  port: number,
  token: string,
): Refusal | undefined {
  const { host, origin } = request.headers
  if (!allowedHosts(port).includes(host ?? '')) return { status: 403, message: `unexpected Host ${host ?? '(none)'}` }
  if (origin !== undefined && !allowedHosts(port).some((allowed) => origin === `http://${allowed}`))
    return { status: 403, message: `pages of ${origin} may not talk to this lab` }
  const given = tokenInUrl(request.url) ?? tokenInCookie(request.headers.cookie, port)
  if (!sameToken(given, token))
    return { status: 401, message: 'open the address that the lab printed: it carries the key of this run' }
  return undefined
}

const allowedHosts = (port: number): string[] => [`127.0.0.1:${port}`, `localhost:${port}`]

/** The first visit brings the token in its address; from then on the cookie does. Cookies do not tell ports apart, names do. */
export function tokenCookie(port: number, token: string): string {
  return `${COOKIE}-${port}=${token}; HttpOnly; SameSite=Strict; Path=/`
}

export function tokenInUrl(url: string | undefined): string | undefined {
  const query = url?.split('?')[1]
  return query === undefined ? undefined : new URLSearchParams(query).get('token') || undefined
}

function tokenInCookie(header: string | undefined, port: number): string | undefined {
  const name = `${COOKIE}-${port}=`
  return header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(name))
    ?.slice(name.length)
}

/** One request with a time limit. Whatever is not the protocol's JSON counts as "the network is not there". */

export interface Reply {
  status: number
  body: Record<string, unknown>
  sentAt: number
  receivedAt: number
}

export interface Request {
  method?: 'GET' | 'POST'
  token?: string
  csrf?: string
  body?: unknown
  keepalive?: boolean
  timeout?: number
  cache?: RequestCache
}

export const SIGNED_OUT = 401

function headersOf(request: Request): Record<string, string> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (request.body !== undefined) headers['Content-Type'] = 'application/json'
  if (request.token) headers['Authorization'] = `Bearer ${request.token}`
  if (request.csrf) headers['X-CSRFToken'] = request.csrf
  return headers
}

// A hotel's or a train's sign-in page answers 200 with HTML: only an object in JSON is an answer.
async function bodyOf(response: Response): Promise<Record<string, unknown> | null> {
  try {
    const body: unknown = await response.json()
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** The reply, or null when none came: no network, a time-out, or somebody else's page. */
export async function call(url: string, request: Request = {}): Promise<Reply | null> {
  const abort = new AbortController()
  const timer = window.setTimeout(() => abort.abort(), request.timeout ?? 15_000)
  const sentAt = performance.now()
  try {
    const response = await fetch(url, {
      method: request.method ?? 'POST',
      headers: headersOf(request),
      body: request.body === undefined ? null : JSON.stringify(request.body),
      credentials: 'same-origin',
      cache: request.cache ?? 'no-store',
      redirect: 'manual',
      keepalive: request.keepalive ?? false,
      signal: abort.signal,
    })
    const receivedAt = performance.now()
    if (response.type === 'opaqueredirect') return { status: SIGNED_OUT, body: {}, sentAt, receivedAt }
    const body = await bodyOf(response)
    if (body === null && response.ok) return null
    return { status: response.status, body: body ?? {}, sentAt, receivedAt }
  } catch {
    return null
  } finally {
    window.clearTimeout(timer)
  }
}

/** A page of the site as a document, for what only its HTML knows; null when none came in time. */
export async function fetchPage(url: string, init: RequestInit = {}): Promise<{ status: number; page: Document } | null> {
  const abort = new AbortController()
  const timer = window.setTimeout(() => abort.abort(), 15_000)
  try {
    const response = await fetch(url, { ...init, headers: { Accept: 'text/html' }, cache: 'no-store', signal: abort.signal })
    return { status: response.status, page: new DOMParser().parseFromString(await response.text(), 'text/html') }
  } catch {
    return null
  } finally {
    window.clearTimeout(timer)
  }
}

/** Waiting times between tries: doubling from one second to `cap`, each shortened by chance so that a room full of devices does not knock at once. */
export class Backoff {
  private tries = 0

  constructor(private readonly cap = 30_000) {}

  next(): number {
    const whole = Math.min(1_000 * 2 ** this.tries, this.cap)
    this.tries += 1
    return whole * (0.5 + Math.random() / 2)
  }

  reset(): void {
    this.tries = 0
  }
}

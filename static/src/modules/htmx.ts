// htmx with our rules: the CSRF header goes with every unsafe request, server faults are not swapped in.
import htmx from 'htmx.org'

interface RequestDetail {
  ctx: { request: { method: string; headers: Record<string, string> } }
}

// The typings know numbers only; the patterns '5xx' and '50x' are documented and work.
Object.assign(htmx.config, { includeIndicatorCSS: false, noSwap: [204, 304, '5xx'] })

document.addEventListener('htmx:config:request', (event) => {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content
  const { request } = (event as CustomEvent<RequestDetail>).detail.ctx
  if (token && request.method.toUpperCase() !== 'GET') request.headers['X-CSRFToken'] = token
})

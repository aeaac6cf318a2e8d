// Sends JSON with the page's token. `keepalive` lets it arrive although the page is being left.

export async function post(url: string, body: unknown, newer?: string): Promise<Response | null> {
  const token = newer ?? document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? ''
  const text = JSON.stringify(body)
  try {
    return await fetch(url, {
      method: 'POST',
      keepalive: text.length < 15_000, // browsers refuse to keep more than 64 KiB alive
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': token },
      body: text,
    })
  } catch {
    return null // no network: the next report carries the same
  }
}

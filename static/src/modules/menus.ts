// Menus are <details>: close them on Escape, on a click elsewhere and when the focus leaves.

function close(menu: HTMLDetailsElement): void {
  menu.open = false
}

function openMenus(): HTMLDetailsElement[] {
  return [...document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')]
}

export function startMenus(): void {
  document.addEventListener('click', (event) => {
    for (const menu of openMenus()) {
      if (!menu.contains(event.target as Node)) close(menu)
    }
  })
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    for (const menu of openMenus()) {
      close(menu)
      menu.querySelector('summary')?.focus()
    }
  })
  document.addEventListener('focusout', (event) => {
    const next = event.relatedTarget
    if (!(next instanceof Node)) return
    for (const menu of openMenus()) {
      if (!menu.contains(next)) close(menu)
    }
  })
}

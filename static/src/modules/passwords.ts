// Adds the show/hide button to password fields; its words come from the page.

function addButton(input: HTMLInputElement): void {
  const { show, hide } = input.dataset
  if (!show || !hide) return
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'field-suffix'
  button.textContent = show
  button.setAttribute('aria-pressed', 'false')
  button.setAttribute('aria-controls', input.id)
  button.addEventListener('click', () => {
    const visible = input.type === 'password'
    input.type = visible ? 'text' : 'password'
    button.textContent = visible ? hide : show
    button.setAttribute('aria-pressed', String(visible))
  })
  input.classList.add('has-suffix')
  input.after(button)
  input.form?.addEventListener('submit', () => {
    input.type = 'password'
  })
}

export function startPasswords(): void {
  document.querySelectorAll<HTMLInputElement>('input[type="password"][data-show]').forEach(addButton)
}

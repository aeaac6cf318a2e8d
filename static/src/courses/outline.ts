// Lessons are dragged by their mark, also from section to section; the arrows beside them do the same without script.
import Sortable from 'sortablejs'
import { post } from './post'

export function startOutline(): void {
  const outline = document.querySelector<HTMLElement>('[data-outline]')
  if (!outline) return
  outline.classList.add('is-draggable')
  // After an arrow the page opens anew: the keyboard goes on where it was.
  if (/^#(lesson|section)-\d+$/.test(window.location.hash)) document.querySelector<HTMLElement>(`${window.location.hash} .outline-arrows button, ${window.location.hash} a`)?.focus()
  for (const list of outline.querySelectorAll<HTMLElement>('[data-lessons]')) {
    Sortable.create(list, {
      group: 'lessons',
      handle: '[data-handle]',
      animation: 120,
      onEnd: () => void save(outline),
    })
  }
}

async function save(outline: HTMLElement): Promise<void> {
  const sections = [...outline.querySelectorAll<HTMLElement>('[data-section]')].map((section) => ({
    id: Number(section.dataset['section']),
    lessons: [...section.querySelectorAll<HTMLElement>('[data-lesson-id]')].map((lesson) => Number(lesson.dataset['lessonId'])),
  }))
  const answer = await post(outline.dataset['orderUrl'] ?? '', { sections })
  const said = document.querySelector<HTMLElement>('[data-outline-said]')
  if (said) said.textContent = (answer?.ok ? outline.dataset['saved'] : outline.dataset['refused']) ?? ''
}

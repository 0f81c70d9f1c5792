import { useEffect, useRef } from 'react'
import { type KeyPress, nextShortcut, type ShortcutName } from './shortcuts.ts'

const tasks = new Map<ShortcutName, Set<() => void>>()

/** Runs `task` on the shortcut for as long as the component is there. */
export function useShortcut(name: ShortcutName, task: () => void): void {
  const latest = useRef(task)
  useEffect(() => {
    latest.current = task
  })
  useEffect(() => {
    const run = () => latest.current()
    const all = tasks.get(name) ?? new Set()
    tasks.set(name, all.add(run))
    return () => {
      all.delete(run)
    }
  }, [name])
}

/** Listens to the keys of the whole page; once, in the app's root. */
export function useShortcutKeys(): void {
  useEffect(() => {
    let awaitsSecond = false
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing) return
      const step = nextShortcut(pressOf(event), awaitsSecond)
      awaitsSecond = step.awaitsSecond
      const wanted = step.shortcut === null ? undefined : tasks.get(step.shortcut)
      if (wanted === undefined || wanted.size === 0) return
      event.preventDefault()
      for (const task of wanted) task()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

function pressOf(event: KeyboardEvent): KeyPress {
  const target = event.target instanceof Element ? event.target : document.body
  return {
    key: event.key,
    hasCommand: event.ctrlKey || event.metaKey,
    hasAlt: event.altKey,
    isInText: target.closest('input, textarea, select, dialog, [popover], [contenteditable]') !== null,
    isOnControl: target.closest('button, a, summary') !== null,
    areArrowsFree: target === document.body || target.closest('[role="listbox"]') !== null,
  }
}

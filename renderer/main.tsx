import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { ErrorBoundary } from './components/shell/ErrorBoundary.tsx'
import { watchConnection } from './stores/connection.ts'
import { useToasts } from './stores/toasts.ts'
import { tellUnexpected } from './unexpected.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/inbox.css'
import './styles/timeline.css'
import './styles/composer.css'
import './styles/note-form.css'
import './styles/note-html.css'
import './styles/people.css'
import './styles/search.css'
import './styles/outbox.css'
import './styles/status.css'
import './styles/settings.css'
import './styles/accounts.css'

watchConnection(window)
tellUnexpected(window, (words) => useToasts.getState().say(words, 'danger'))
const root = document.getElementById('root')
if (root === null) throw new Error('The page has no root element.')
createRoot(root).render(
  <ErrorBoundary>
    <App />
  </ErrorBoundary>,
)

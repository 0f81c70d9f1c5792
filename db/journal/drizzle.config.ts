import { defineConfig } from 'drizzle-kit'

/** For `npm run generate:journal`. Afterwards db/embed-migrations.ts writes the copy that the bundles carry. */
export default defineConfig({
  dialect: 'sqlite',
  schema: './db/journal/schema.ts',
  out: './db/journal/migrations',
})

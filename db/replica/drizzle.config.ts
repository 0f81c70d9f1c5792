import { defineConfig } from 'drizzle-kit'

/** For `npm run generate:replica`. Afterwards db/embed-migrations.ts writes the copy that the bundles carry. */
export default defineConfig({
  dialect: 'sqlite',
  schema: './db/replica/schema.ts',
  out: './db/replica/migrations',
})

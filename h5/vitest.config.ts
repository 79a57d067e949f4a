import { defineConfig, mergeConfig } from 'vitest/config'
import { apart } from './tests/apart.ts'
import vite from './vite.config.ts'

export default mergeConfig(
  vite,
  defineConfig({
    test: {
      environment: 'happy-dom',
      // Its components import style sheets, which Node cannot read.
      server: { deps: { inline: ['vant'] } },
      projects: [
        { extends: true, test: { name: 'apart', include: apart } },
        {
          extends: true,
          test: {
            name: 'shared',
            include: ['tests/**/*.spec.ts'],
            exclude: apart,
            isolate: false,
            setupFiles: ['tests/shared.ts'],
          },
        },
      ],
    },
  }),
)

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import prettier from 'eslint-config-prettier/flat'
import { createNodeResolver, importX } from 'eslint-plugin-import-x'
import vue from 'eslint-plugin-vue'
import accessibility from 'eslint-plugin-vuejs-accessibility'
import { defineConfig, globalIgnores } from 'eslint/config'
import typescript from 'typescript-eslint'

const SOURCE = fileURLToPath(new URL('./src', import.meta.url))

/**
 * Imports run one way: a layer sees itself and those before it; the citizen's page has an order of its own.
 * `shared` is all that it has in common with the staff's: no store, no router, no call, no word.
 */
const layers = JSON.parse(readFileSync(new URL('./build/layers.json', import.meta.url), 'utf8'))

const oneWay = (names) =>
  names.slice(0, -1).map((layer, position) => ({
    target: layer,
    from: names.slice(position + 1),
    message: `${layer} comes before it.`,
  }))

const pageFolders = readdirSync(`${SOURCE}/pages`).map((folder) => ({
  target: `pages/${folder}`,
  from: 'pages',
  except: [folder],
  message: 'What two folders of pages share is a component.',
}))

const tipApart = [
  { target: readdirSync(SOURCE).filter((name) => name !== 'tip'), from: 'tip', message: 'It is the citizen’s.' },
  { target: 'tip', from: '.', except: ['tip', ...layers.shared], message: 'It is the staff’s.' },
]

export default defineConfig([
  globalIgnores(['dist/', 'dist-tip/', 'src/api/schema.d.ts']),
  typescript.configs.recommended,
  vue.configs['flat/recommended'],
  accessibility.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
  },
  prettier,
  {
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.vue'], alias: { '@': [SOURCE] } })],
    },
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        {
          basePath: SOURCE,
          zones: [
            ...oneWay(layers.staff),
            ...oneWay(layers.tip.map((layer) => `tip/${layer}`)),
            ...pageFolders,
            ...tipApart,
          ],
        },
      ],
      // A rest that leaves something out has to name it.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // A label around its control or one that names it: browsers and screen readers take either.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
      // Vant's button is a label where its tag says so.
      'vuejs-accessibility/form-control-has-label': ['error', { labelComponents: ['VanButton'] }],
      // Prettier breaks lines at 120, but neither strings nor patterns.
      'max-len': ['error', { code: 140 }],
      'max-lines': ['error', 250],
    },
  },
])

import tseslint from 'typescript-eslint';
import reactHooks from 'eslint-plugin-react-hooks';

export default tseslint.config(
  { ignores: ['**/dist/**', '**/generated/**', '**/node_modules/**'] },
  ...tseslint.configs.strict,
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  {
    // One door to the component library: a change of library stays in packages/ui.
    files: ['desk/**/*.{ts,tsx}', 'widget/**/*.{ts,tsx}', 'packages/{softphone,api-client,i18n}/**/*.{ts,tsx}'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['@mantine/*'] }] },
  },
  {
    // Customers' pages carry the widget: it must stay small and Apache-2.0.
    files: ['widget/**/*.{ts,tsx}'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['@mantine/*', '@peal/ui', 'react', 'react-dom'] }] },
  },
);

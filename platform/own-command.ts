/** How a person runs Sitbone's commands here: in the npm package, whose modules are JavaScript, or in the checkout. */
export const ownCommand = import.meta.url.endsWith('.ts') ? 'npm run sitbone --' : 'npx sitbone'

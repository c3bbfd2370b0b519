/** Style sheets that vite adds with the part of the page that imports them. */
declare module '*.css'

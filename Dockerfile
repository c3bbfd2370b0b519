# syntax=docker/dockerfile:1
# One image for every role; the command chooses: start, gateway, recorder, dashboard. Holds what the npm package holds.

# JavaScript is the same for every processor, so it is made on the one that builds.
FROM --platform=$BUILDPLATFORM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node node_modules/vite/bin/vite.js build dashboard/web --logLevel warn \
  && node scripts/pack.ts --program /program

FROM node:24-slim AS runtime

FROM debian:12-slim
COPY --from=runtime /usr/local/bin/node /usr/local/bin/node
COPY --from=build /program /app
COPY docker/health.mjs /app/docker/health.mjs
RUN useradd --uid 1000 --user-group --home-dir /data --no-create-home sitbone \
  && install -d -m 700 -o sitbone -g sitbone /data
# As `npm start` does: one cushion needs little memory.
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=1 MALLOC_ARENA_MAX=1 SITBONE_DATA=/data
WORKDIR /app
VOLUME /data
USER sitbone
# For `sitbone start` or `dashboard`; docker-compose.yml gives the other roles their own.
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s --retries=6 \
  CMD ["node", "docker/health.mjs", "http", "http://127.0.0.1:8080/livez"]
ENTRYPOINT ["node", "scripts/bin.mjs"]
CMD ["start"]

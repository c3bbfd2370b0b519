# syntax=docker/dockerfile:1
# One image for every role; the command chooses: gateway, recorder, dashboard.

FROM node:24-slim AS page
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node node_modules/vite/bin/vite.js build dashboard/web

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
# The optional packages are the Node 24 that a clone brings along; here the image has it.
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund && npm cache clean --force
COPY sitbone.ts LICENSE ./
COPY cli cli
COPY contract contract
COPY core core
COPY firmware-protocol firmware-protocol
COPY gateway gateway
COPY mqtt mqtt
COPY platform platform
COPY recorder recorder
COPY recordings recordings
COPY settings settings
COPY simulator simulator
COPY store store
COPY tools tools
COPY dashboard/server dashboard/server
COPY docker/health.mjs docker/health.mjs
COPY --from=page /app/dashboard/web/dist dashboard/web/dist
RUN mkdir /data && chown node:node /data
ENV SITBONE_DATA=/data
VOLUME /data
USER node
# For `sitbone start` or `dashboard`; docker-compose.yml gives the other roles their own.
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s --retries=6 \
  CMD ["node", "docker/health.mjs", "http", "http://127.0.0.1:8080/livez"]
ENTRYPOINT ["node", "sitbone.ts"]
CMD ["start"]

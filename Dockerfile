# syntax=docker/dockerfile:1
# One image for the roles api, worker and all. Debian: the embedded engine needs glibc.
FROM node:20-bookworm-slim AS build
WORKDIR /arbiter
COPY package.json package-lock.json .npmrc ./
COPY contracts/package.json contracts/
COPY engine/package.json engine/
COPY solver/package.json solver/
COPY reports/package.json reports/
COPY demo/package.json demo/
COPY server/package.json server/
COPY server/bin server/bin
COPY ui/package.json ui/
RUN npm ci
COPY . .
RUN node scripts/build.mjs && npm prune --omit=dev

FROM node:20-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    ARBITER_DATA_DIR=/var/lib/arbiter
WORKDIR /arbiter
RUN mkdir -p /var/lib/arbiter && chown node:node /var/lib/arbiter
COPY --from=build /arbiter/package.json ./
COPY --from=build /arbiter/node_modules node_modules
COPY --from=build /arbiter/contracts contracts
COPY --from=build /arbiter/engine engine
COPY --from=build /arbiter/solver solver
COPY --from=build /arbiter/reports reports
COPY --from=build /arbiter/demo demo
COPY --from=build /arbiter/server server
COPY --from=build /arbiter/ui/package.json ui/
COPY --from=build /arbiter/ui/dist ui/dist
USER node
VOLUME /var/lib/arbiter
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# node itself is process 1 here and gets the signals, so that what is under way can end.
ENTRYPOINT ["node", "--max-semi-space-size=32", "server/bin/arbiter.mjs"]
CMD ["start"]

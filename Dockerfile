# Carnet in containers: one build, two targets.
#   docker build --target hub -t carnet-hub .        docker build --target edge -t carnet-edge .
FROM node:20.20-bookworm-slim AS build
WORKDIR /opt/carnet
# What a source build of SQLite needs where no ready binary can be had; Node's headers are in the image already.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates g++ make python3 \
  && rm -rf /var/lib/apt/lists/*
ENV npm_config_nodedir=/usr/local
COPY package.json package-lock.json .npmrc ./
# The programs are built below, when their sources are there; only SQLite is built here, so that this layer is kept.
RUN npm ci --ignore-scripts && npm rebuild better-sqlite3
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:20.20-bookworm-slim AS runtime
LABEL org.opencontainers.image.title="Carnet" \
  org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --system --gid 10001 carnet \
  && useradd --system --uid 10001 --gid carnet --home-dir /var/lib/carnet --shell /usr/sbin/nologin carnet \
  && install -d -o carnet -g carnet -m 0700 /var/lib/carnet \
  && ln -s /opt/carnet/bin/carnet.js /usr/local/bin/carnet
WORKDIR /opt/carnet
COPY --from=build /opt/carnet/package.json /opt/carnet/LICENSE /opt/carnet/NOTICE ./
COPY --from=build /opt/carnet/node_modules ./node_modules
COPY --from=build /opt/carnet/bin ./bin
COPY --from=build /opt/carnet/dist ./dist
COPY --from=build /opt/carnet/protocol/dictionary ./protocol/dictionary
COPY --from=build /opt/carnet/scripts/health-check.js ./scripts/health-check.js
ENV NODE_OPTIONS=--enable-source-maps
USER 10001:10001
VOLUME /var/lib/carnet
# The hub's command passes SIGTERM on to its one child and ends with it, a site's program stops by itself: no init is needed.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "scripts/health-check.js", "/var/lib/carnet"]

FROM runtime AS hub
LABEL org.opencontainers.image.description="Carnet hub: intake, fan-out, fleet and ops console"
EXPOSE 8440 8441 8442/udp
CMD ["node", "bin/carnet.js", "hub", "run", "--dir", "/var/lib/carnet"]

FROM runtime AS edge
LABEL org.opencontainers.image.description="Carnet at a hospital: records, workstation and sync"
EXPOSE 8450
# The program itself, without a command that waits beside it, and in little memory: config/running/program-start.ts says why.
ENV MALLOC_ARENA_MAX=2
CMD ["node", "--max-semi-space-size=8", "dist/edge-agent/main.js", "--dir", "/var/lib/carnet"]

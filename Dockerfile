# The host itself in an image: `docker build -t cloakroom .`, or `docker compose up`. docs/service.md
# tells what it can start from in there. BASE brings a JDK 25 and a shell, nothing else is needed.
ARG BASE=eclipse-temurin:25-jdk

# Takes what ./cloakroom has built here, if it is of these sources; else builds it with Maven.
FROM ${BASE} AS application
WORKDIR /src
COPY . .
RUN ./cloakroom --version 2> /dev/null \
  || { apt-get update && apt-get install -y --no-install-recommends maven && ./cloakroom --version; }
RUN cp -rL .cloakroom-app/current /application && rm -f /application/lib/cache /application/lib/*.aot

FROM ${BASE}
COPY --from=application /application /opt/cloakroom
# A start-up cache holds for the place and the Java that it was made with.
RUN /opt/cloakroom/bin/cloakroom --version \
  && ln -s /opt/cloakroom/bin/cloakroom /usr/local/bin/cloakroom \
  && useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/cloakroom --shell /usr/sbin/nologin cloakroom \
  && install -d -o cloakroom -g cloakroom -m 0700 /var/lib/cloakroom /run/cloakroom

# As the system unit has it: home in /var/lib/cloakroom, settings in /etc/cloakroom, sockets in /run/cloakroom.
ENV XDG_DATA_HOME=/var/lib XDG_CONFIG_HOME=/etc XDG_RUNTIME_DIR=/run
USER 10001:10001
VOLUME /var/lib/cloakroom
STOPSIGNAL SIGTERM
# An account that waits for its person is no fault of the host.
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s \
  CMD cloakroom status > /dev/null; case $? in 0 | 3 | 4) exit 0 ;; *) exit 1 ;; esac
ENTRYPOINT ["cloakroom"]
CMD ["up"]

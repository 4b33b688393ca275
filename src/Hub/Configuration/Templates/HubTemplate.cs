namespace IntegrationHub.Hub.Configuration.Templates;

/// <summary>The text of a new hub.yaml, every key explained.</summary>
internal static class HubTemplate
{
    public static string Text(string gateway, string environment, string url, bool demo) => $$"""
        # IntegrationHub: settings of one process. "hub check DIR" finds every mistake of this folder at once.
        # Relative paths start in this folder. Secrets never stand here: write ${env:NAME} or ${file:PATH}.

        gateway: {{gateway}}              # name of the gateway this process runs; members.yaml refers to it
        environment: {{environment}}             # what MSH-11 must say: P production, T training, D debugging
        {{(demo
            ? "demo: true                 # hub demo only: loopback, synthetic patients"
            : "# demo: true               # only for hub demo: allows what production refuses")}}
        data: data                 # journal, SQLite database; a local disk, never a network share

        http:
          urls: [{{url}}]   # FHIR API /fhir, desk /ops, /metrics, /health

        exchange:
          database: sqlite         # sqlite: one process; postgres: several exchanges on one database
          # connection: Host=db;Database=hub;Username=hub;Password=${file:/run/secrets/hub-db}

        bus:
          transport: inmemory      # inmemory: all roles in one process; rabbitmq: roles in several processes
          # host: broker.example
          # port: 5671             # 5671 with TLS, 5672 without
          # vhost: hub
          # user: hub
          # password: ${file:/run/secrets/hub-bus}
          # tls:
          #   enabled: true        # usual for every host but this machine
          #   server-name: broker.example   # name in the broker's certificate
          #   ca: certs/ca.pem     # private authority; left out: those of the operating system
          #   certificate: certs/hub.pfx    # ours, when the broker asks for one
          #   certificate-password: ${file:/run/secrets/hub-pfx}

        keys:
          provider: file           # message content is sealed (AES-256-GCM); file, env or command (docs/security/transport.md)
          folder: keys             # one file per key; only this account may read it; keep a copy apart from backups

        # tls:                     # https; plain http is for this machine or a proxy in front of it
        #   certificate: certs/hub.pem   # PEM (or PFX); read again when it changes
        #   key: certs/hub.key
        #   password: ${file:/run/secrets/hub-key}   # of a PFX or an encrypted key
        #   client-certificates: none    # none, allowed or required
        #   trust: certs/clients-ca.pem  # authority of the clients
        #   behind-proxy: false          # true: a proxy on the way speaks https for the hub

        ops:
          access: loopback         # loopback: the desk opens on this machine only; token: with the token below
          # token: ${file:/run/secrets/hub-ops}   # at least 24 characters
          # time-zone: Asia/Shanghai              # dates on the pages; JSON is always UTC
          # broker-pages: http://broker.example:15672   # linked from the desk

        limits:
          frame-bytes: 16777216    # largest MLLP message
          connections: 128         # per inbound channel
          disk-reserve-mb: 1000    # below this much free space new messages are refused, none is lost

        fhir:
          body-bytes: 16777216     # largest request body, before and after decompression
          bundle-entries: 1000     # of a batch or transaction
          client-ids: true         # PUT to a free id creates the resource there
          enforce-profiles: false  # refuse a resource that claims a profile of the hub and violates it
          delete-many: false       # a conditional delete may delete several matches
          concurrent-requests: 256 # of one client; more are answered 429
          requests-per-second: 50000
          search-seconds: 15       # time for the queries of one request; then 503 and the query is stopped
          body-memory-mb: 128      # request bodies held at the same time, all clients together
          # limits:                # shares of their own, by member/name of a client
          #   county-general/portal: { requests-per-second: 20, requests-per-day: 50000 }
          # origins: [https://portal.example.org]   # web pages that may call from a browser

        log:
          level: information       # debug, information, warning, error
          # folder: logs           # daily files, kept 14 days, besides the console; never patient data

        """;
}

using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IntegrationHub.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace IntegrationHub.Dashboard;

/// <summary>Server-sent events: the status every two seconds, to at most <see cref="MostStreams"/> readers.</summary>
internal sealed class LiveEvents(DeskWatch watch, IHostApplicationLifetime host)
{
    internal const int MostStreams = 64;

    private int open;

    internal static IResult StreamAsync(LiveEvents events, CancellationToken ct) => events.Open(ct);

    private IResult Open(CancellationToken ct)
    {
        if (Interlocked.Increment(ref open) > MostStreams)
        {
            Interlocked.Decrement(ref open);
            return OpsJson.Failed(503, HubError.LimitExceeded("The number of live readers", MostStreams));
        }
        return TypedResults.ServerSentEvents(ReadAsync(ct));
    }

    private async IAsyncEnumerable<SseItem<string>> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, host.ApplicationStopping);
        try
        {
            for (var now = await watch.LatestAsync(stop.Token); ; now = await watch.NextAsync(stop.Token))
                yield return new SseItem<string>(JsonSerializer.Serialize(now, OpsJson.Options), "status");
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }
}

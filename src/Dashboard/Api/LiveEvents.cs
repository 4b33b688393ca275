using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IntegrationHub.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace IntegrationHub.Dashboard;

/// <summary>Server-sent events: the status every two seconds, to at most <see cref="MostStreams"/> readers.</summary>
internal sealed class LiveEvents(DeskWatch watch, DeskView view, Admission admission, IHostApplicationLifetime host)
{
    internal const int MostStreams = 64;

    private int open;

    internal static IResult StreamAsync(HttpContext http, LiveEvents events, CancellationToken ct) =>
        events.Open(http, ct);

    private IResult Open(HttpContext http, CancellationToken ct)
    {
        if (Interlocked.Increment(ref open) > MostStreams)
        {
            Interlocked.Decrement(ref open);
            return OpsJson.Failed(503, HubError.LimitExceeded("The number of live readers", MostStreams));
        }
        return TypedResults.ServerSentEvents(ReadAsync(http, ct));
    }

    private async IAsyncEnumerable<SseItem<string>> ReadAsync(
        HttpContext http, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, host.ApplicationStopping);
        try
        {
            for (var now = await watch.LatestAsync(stop.Token); await admission.IsStillOpenAsync(http, stop.Token);
                now = await watch.NextAsync(stop.Token))
                yield return new SseItem<string>(
                    JsonSerializer.Serialize(view.Of(http, now), OpsJson.Options), "status");
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }
}

using System.Globalization;
using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>A read took longer than its time; the database has stopped working on it.</summary>
internal sealed class SearchTimeOverException(TimeSpan time) : Exception
{
    public HubError Error { get; } = new(HubErrorCode.LimitExceeded, string.Create(
        CultureInfo.InvariantCulture,
        $"This took longer than {time.TotalSeconds:0.#} s and was stopped. Ask for less: name the patient or an "
        + $"identifier, a span of time, a smaller _count, no _total, fewer chains and includes."));
}

/// <summary>Limits what one interaction may cost the database.</summary>
internal static class SearchTime
{
    /// <summary>Runs queries of a reader and ends them when their time is over or the client has gone.</summary>
    /// <exception cref="SearchTimeOverException">The time was over.</exception>
    public static async Task<T> LimitAsync<T>(
        HubReader reader, TimeSpan time, Func<Task<T>> work, CancellationToken aborted)
    {
        using var limit = reader.Within(time, aborted);
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (limit.IsOver)
        {
            throw new SearchTimeOverException(time);
        }
    }

    /// <summary>The answer: stopped, and what to do.</summary>
    public static FhirAnswer Answer(SearchTimeOverException over, string requestId) =>
        FhirAnswer.Of([over.Error], requestId, 503) with { Headers = [("Retry-After", "60")] };
}

using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>What a request is read with, and the mistakes found in it.</summary>
/// <param name="Now">For the prefix <c>ap</c>.</param>
/// <param name="OwnBase">Address of this server; null: not known.</param>
/// <param name="Handling">What to do with unknown parameters.</param>
internal sealed record ParseContext(DateTimeOffset Now, string? OwnBase, SearchHandling Handling)
{
    /// <summary>Mistakes, whatever the handling.</summary>
    public List<HubError> Errors { get; } = [];

    /// <summary>Parameters nobody knows, ignored under lenient handling.</summary>
    public List<HubError> Warnings { get; } = [];

    /// <summary>Parameters that clients added, as <c>Type.name</c>: they may still be in the making.</summary>
    public HashSet<string> Custom { get; } = [];

    /// <summary>Notes a parameter nobody knows: a mistake under strict handling, a warning under lenient.</summary>
    public void Unknown(HubError error) => (Handling == SearchHandling.Strict ? Errors : Warnings).Add(error);

    /// <summary>Ways of all chains so far.</summary>
    public int Branches { get; set; }

    /// <summary>True when the URL lies below our own address.</summary>
    public bool IsOwn(string url) =>
        OwnBase is { } own && url.StartsWith(own.TrimEnd('/') + "/", StringComparison.Ordinal);

    /// <summary>All results, or every mistake.</summary>
    public static Result<IReadOnlyList<T>> All<TFrom, T>(IEnumerable<TFrom> from, Func<TFrom, Result<T>> read)
    {
        var (good, errors) = (new List<T>(), new List<HubError>());
        foreach (var one in from)
        {
            if (read(one).TryGet(out var value, out var failures))
                good.Add(value!);
            else
                errors.AddRange(failures);
        }

        return errors.Count > 0 ? Result<IReadOnlyList<T>>.Failed([.. errors.Distinct()]) : good;
    }
}

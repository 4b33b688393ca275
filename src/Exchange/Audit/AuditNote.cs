using System.Globalization;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>
/// What will be written about one request: the door begins it, handlers say which records they show, the door or the
/// transaction of the change writes it.
/// </summary>
internal sealed class AuditNote
{
    private readonly HashSet<string> patients = [];
    private readonly HashSet<string> custodians = [];
    private readonly List<string> resources = [];
    private List<AuditNote>? parts;
    private string? form;

    public required DateTimeOffset At { get; init; }

    /// <summary>The interaction, as FHIR calls it.</summary>
    public required string Interaction { get; init; }

    public string? RequestId { get; init; }

    /// <summary>Address it came from.</summary>
    public string? Source { get; init; }

    /// <summary>Path below the base with its query.</summary>
    public string? Url { get; init; }

    /// <summary>Entry of a bundle; null: the request itself.</summary>
    public string? Part { get; init; }

    /// <summary>Known once the token is.</summary>
    public Caller? Caller { get; set; }

    /// <summary>The broken-glass grant that opened what is shown.</summary>
    public Guid? Grant { get; set; }

    /// <summary>What a person should read beside.</summary>
    public string? Detail { get; set; }

    /// <summary>How it ended, for entries of a bundle.</summary>
    public int Status { get; set; }

    /// <summary>True: it was written in the transaction of the change, and that was committed.</summary>
    public bool IsRecorded { get; set; }

    /// <summary>A record is shown, or was changed.</summary>
    public void Saw(StoredResource resource)
    {
        resources.Add(string.Create(CultureInfo.InvariantCulture, $"{resource.Type}/{resource.Id}/{resource.Version}"));
        custodians.Add(resource.Custodian);
        if (resource.Type == "Patient")
            patients.Add(resource.Id);
        else if (resource.PatientId is { } patient)
            patients.Add(patient);
    }

    /// <summary>Records are shown.</summary>
    public void Saw(IEnumerable<StoredResource> shown)
    {
        foreach (var resource in shown)
            Saw(resource);
    }

    /// <summary>The request is about a patient, whatever it shows.</summary>
    public void About(string patient) => patients.Add(patient);

    /// <summary>The parameters of a form, which are not in the URL.</summary>
    public void Asked(IEnumerable<KeyValuePair<string, string>> parameters) => form = string.Join('&', parameters
        .Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));

    /// <summary>The note of an entry of this bundle.</summary>
    public AuditNote ForPart(string path, string interaction, string url) => new()
    {
        At = At,
        Interaction = interaction,
        RequestId = RequestId,
        Source = Source,
        Url = url,
        Part = path,
        Caller = Caller,
    };

    /// <summary>The same request, nothing seen yet: for a transaction that may run again.</summary>
    public AuditNote Fresh() => new()
    {
        At = At,
        Interaction = Interaction,
        RequestId = RequestId,
        Source = Source,
        Url = Url,
        Part = Part,
        Caller = Caller,
        Grant = Grant,
        Detail = Detail,
    };

    /// <summary>Entries of a batch: each is a line of its own, unless its change wrote it.</summary>
    public void Add(AuditNote part, int status)
    {
        part.Status = status;
        (parts ??= []).Add(part);
    }

    /// <summary>What is still to be written once the answer is known.</summary>
    public IReadOnlyList<AuditEntry> Lines(int status) =>
    [
        .. IsRecorded && status < 400 ? [] : new[] { Line(status) },
        .. (parts ?? []).Where(p => !p.IsRecorded || p.Status >= 400).Select(p => p.Line(p.Status)),
    ];

    /// <summary>The line itself.</summary>
    public AuditEntry Line(int status)
    {
        var plain = status < 300 && resources.Count > 0 && Interaction is "read" or "vread" or "create" or "update";
        return new()
        {
            At = At,
            Event = Interaction,
            Action = AuditEvents.ActionOf(Interaction),
            Status = status,
            Member = Caller?.Member ?? "",
            Client = Caller?.Name ?? "",
            Person = Caller?.Person,
            Roles = Caller is { Roles.Count: > 0 } ? [.. Caller.Roles.Select(r => r.ToString())] : [],
            Purpose = Caller?.Purpose,
            Source = Source,
            RequestId = RequestId,
            Part = Part,
            Patients = [.. patients],
            Custodians = [.. custodians],
            Resources = resources,
            Query = plain ? null : form is null ? Url : $"{Url} {form}",
            Grant = Grant,
            Detail = Detail,
        };
    }
}

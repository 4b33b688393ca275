using IntegrationHub.Contracts;

namespace IntegrationHub.Exchange;

/// <summary>Which scope an interaction needs; checked at the door and for every entry of a bundle.</summary>
internal static class ScopeRule
{
    private static readonly string[] NothingStored =
        ["capabilities", "smart-configuration", "transaction", "unknown", "operation-reindex"];

    /// <summary>The scope that the caller's token lacks; null: it may go on.</summary>
    public static HubError? Refusal(FhirRoute route, FhirRequest request)
    {
        var scopes = request.Caller.Scopes;
        if (scopes.Letters is null || NothingStored.Contains(route.Interaction))
            return null;
        var missing = Needs(route.Interaction, request)
            .Where(n => n.Type == AnyType ? !scopes.AllowSome(n.Letter) : !scopes.Allow(n.Type, n.Letter))
            .Select(n => (Type: n.Type == AnyType ? Scopes.AllTypes : n.Type, n.Letter)).Distinct().ToList();
        return missing.Count == 0 ? null : Missing(request.Caller, missing);
    }

    /// <summary>Types that a search of everything names, and the token may not search.</summary>
    public static HubError? OfNamedTypes(FhirRequest request)
    {
        var missing = request.Values("_type").SelectMany(t => t.Split(','))
            .Where(t => FhirTypes.IsStored(t) && !request.Caller.Scopes.Allow(t, 's')).Distinct()
            .Select(t => (t, 's')).ToList();
        return missing.Count == 0 ? null : Missing(request.Caller, missing);
    }

    /// <summary>The refusal of a condition on resources the token may not search; null: it may.</summary>
    public static HubError? OfCondition(Caller caller, string type) =>
        caller.Scopes.Allow(type, 's') ? null : Missing(caller, [(type, 's')]);

    // At least one type: which ones are shown is the reader's view's to say.
    private const string AnyType = "";

    private static IEnumerable<(string Type, char Letter)> Needs(string interaction, FhirRequest request)
    {
        var type = request.Type;
        (string, char)[] condition = request.Id.Length == 0 ? [(type, 's')] : [];
        return interaction switch
        {
            "read" or "vread" or "history-instance" or "history-type" => [(type, 'r')],
            "history-system" => [(AnyType, 'r')],
            "search-type" => [(type, 's')],
            "search-compartment" => [(request.Route(TypeConstraint.Target), 's')],
            "search-system" => [(AnyType, 's')],
            "create" => request.If.NoneExist is null ? [(type, 'c')] : [(type, 'c'), (type, 's')],
            "update" or "patch" => [(type, 'u'), .. condition],
            "delete" => [(type, 'd'), .. condition],
            "operation-meta" => [(type, 'r')], // without a type: of at least one
            "operation-meta-add" or "operation-meta-delete" => [(type, 'u')],
            "operation-everything" => [("Patient", 'r')],
            "operation-lastn" => [("Observation", 's')],
            "operation-validate" => request.Id.Length > 0 ? [(type, 'r')] : [],
            "operation-expunge" => [(type.Length > 0 ? type : Scopes.AllTypes, 'd')],
            // An interaction nobody has thought about needs everything.
            _ => "cruds".Select(l => (Scopes.AllTypes, l)),
        };
    }

    private static HubError Missing(Caller caller, List<(string Type, char Letter)> missing)
    {
        var level = caller.Person is null ? ScopeText.OfSystem : ScopeText.OfPerson;
        var words = missing.Select(m => $"{level}/{m.Type}.{m.Letter}");
        return new(HubErrorCode.SenderNotAllowed, $"The token lacks the scope {string.Join(' ', words)}.");
    }
}

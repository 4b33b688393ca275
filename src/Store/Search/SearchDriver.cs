namespace IntegrationHub.Store;

/// <summary>
/// Chooses the index a search walks: the narrowest criterion first, and the patient above all, so that the cost of a
/// search does not grow with the database (PERFORMANCE §1b). The rest is looked up row by row.
/// </summary>
internal abstract record SearchDriver
{
    /// <summary>Alternatives walked one by one, each in order; more are read together and sorted.</summary>
    private const int MostBranches = 32;

    /// <summary>The narrowest way into this query.</summary>
    public static SearchDriver Choose(SearchQuery query)
    {
        var tokens = query.Criteria.OfType<TokenCriterion>().ToList();
        var references = query.Criteria.OfType<ReferenceCriterion>().ToList();
        var patient = references.Find(r => SearchFilters.IsCompartment(r, query.Type));
        var code = tokens.Find(t => t.Param is not ("_id" or "identifier") && t.AnyOf.All(v => v.Code is not null));
        if (tokens.Find(t => t.Param == "_id") is { } id)
            return new ById(id);
        if (tokens.Find(t => t.Param == "identifier") is { } identifier)
            return new ByIdentifier(identifier);
        if (patient is not null)
            return code is null || code.AnyOf.Count * patient.AnyOf.Count > MostBranches
                ? new ByPatient(patient)
                : new ByPatientToken(patient, code);
        if (references.FirstOrDefault() is { } reference)
            return new ByReference(reference);
        if (query.Criteria.OfType<StringCriterion>().FirstOrDefault() is { } text)
            return new ByText(text);
        if (query.Criteria.OfType<DateCriterion>().FirstOrDefault(d => IsOther(d, query.Type)) is { } date)
            return new ByOtherDate(date);
        return code is not null && query.Order == SearchOrder.Date ? new ByToken(code) : new ByResource();
    }

    /// <summary>One place to walk per alternative; together they hold every match.</summary>
    public abstract IEnumerable<SearchPlace> Alternatives(SearchQuery query, SqlParts parts);

    private static bool IsOther(DateCriterion date, string type) =>
        date.Param != "_lastUpdated" && date.Param != SearchColumns.TimeOf(type)
        && date.AnyOf.All(v => v.Prefix is DatePrefix.Eq or DatePrefix.Ap);

    private sealed record ById(TokenCriterion Ids) : SearchDriver
    {
        public override IEnumerable<SearchPlace> Alternatives(SearchQuery query, SqlParts parts)
        {
            var ids = parts.Add("ids", Ids.AnyOf.Select(v => v.Code ?? "").ToArray());
            yield return new("resource d", $"d.type = @type and d.id = any({ids}) and not d.deleted")
            {
                OnResource = true,
                Served = [Ids],
            };
        }
    }

    private sealed record ByIdentifier(TokenCriterion Identifiers) : SearchDriver
    {
        public override IEnumerable<SearchPlace> Alternatives(SearchQuery query, SqlParts parts) =>
            Identifiers.AnyOf.Select(v => new SearchPlace(
                "index_identifier d", $"d.type = @type and {SearchFilters.IdentifierValue("d", v, parts)}")
            {
                Served = [Identifiers],
                MayRepeat = true,
            });
    }

    private sealed record ByPatient(ReferenceCriterion Patients) : SearchDriver
    {
        public override IEnumerable<SearchPlace> Alternatives(SearchQuery query, SqlParts parts) =>
            Patients.AnyOf.Count > MostBranches
                ? [Place($"= any({parts.Add("patients", Patients.AnyOf.Select(p => p.Id).ToArray())})")]
                : Patients.AnyOf.Select(p => Place($"= {parts.Add("patient", p.Id)}"));

        private SearchPlace Place(string patients) =>
            new("resource d", $"d.patient_id {patients} and d.type = @type and not d.deleted")
            {
                OnResource = true,
                Served = [Patients],
            };
    }

    private sealed record ByPatientToken(ReferenceCriterion Patients, TokenCriterion Token) : SearchDriver
    {
        public override IEnumerable<SearchPlace> Alternatives(SearchQuery query, SqlParts parts) =>
            from patient in Patients.AnyOf
            from value in Token.AnyOf
            select new SearchPlace(
                "index_token d",
                $"d.patient_id = {parts.Add("patient", patient.Id)}"
                + $" and {SearchFilters.TokenValue("d", Token, value, parts)}")
            {
                HasTime = true,
                MayRepeat = true,
                Served = [Token, Patients],
            };
    }

    private sealed record ByReference(ReferenceCriterion Reference) : SearchDriver
    {
        public override IEnumerable<SearchPlace> Alternatives(SearchQuery query, SqlParts parts) =>
            Reference.AnyOf.Select(v => new SearchPlace(
                "index_reference d", SearchFilters.ReferenceValue("d", Reference.Param, query.Type, v, parts))
            {
                HasTime = true,
                Served = [Reference],
            });
    }

    private sealed record ByText(StringCriterion Text) : SearchDriver
    {
        public override IEnumerable<SearchPlace> Alternatives(SearchQuery query, SqlParts parts) =>
            Text.AnyOf.Select(v => new SearchPlace("index_string d", SearchFilters.TextValue("d", Text.Param, v, parts))
            {
                MayRepeat = true,
                Served = [Text],
            });
    }

    private sealed record ByOtherDate(DateCriterion Date) : SearchDriver
    {
        public override IEnumerable<SearchPlace> Alternatives(SearchQuery query, SqlParts parts) =>
            Date.AnyOf.Select(v => new SearchPlace(
                "index_date d", SearchFilters.OtherDateValue("d", Date.Param, v, parts))
            {
                MayRepeat = true,
                Served = [Date],
            });
    }

    private sealed record ByToken(TokenCriterion Token) : SearchDriver
    {
        public override IEnumerable<SearchPlace> Alternatives(SearchQuery query, SqlParts parts) =>
            Token.AnyOf.SelectMany(v => DateWindow.Split(query, parts, new SearchPlace(
                "index_token d", SearchFilters.TokenValue("d", Token, v, parts))
            {
                HasTime = true,
                MayRepeat = true,
                Served = [Token],
            }));
    }

    private sealed record ByResource : SearchDriver
    {
        public override IEnumerable<SearchPlace> Alternatives(SearchQuery query, SqlParts parts) =>
            DateWindow.Split(query, parts, new("resource d", "d.type = @type and not d.deleted") { OnResource = true });
    }
}

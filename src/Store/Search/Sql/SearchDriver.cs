namespace IntegrationHub.Store;

/// <summary>
/// Finds the ways into a search: the narrowest criterion first, and the patient above all, so that the cost does not
/// grow with the database (PERFORMANCE §1b). The rest is looked up row by row.
/// </summary>
internal sealed class SearchDriver(SearchQuery query, string type)
{
    /// <summary>Alternatives walked one by one, each in order; more are read together and sorted.</summary>
    private const int MostBranches = 32;

    /// <summary>Every way in, the narrowest first; the last one reads the whole type.</summary>
    public IReadOnlyList<SearchWalk> Ways()
    {
        var ways = query.Criteria.Select(c => Way(c)).OfType<SearchWalk>().ToList();
        if (PatientAndCode() is { } both)
            ways.Add(both);
        ways.Add(All());
        return [.. ways.OrderBy(w => w.Rank)];
    }

    private SearchWalk All() => new(WalkRank.All, [], parts => DateWindow.Split(query, type, parts, new(
        "resource d", $"d.type = {parts.Name(type)}")
    { OnResource = true }))
    { ByTime = true };

    private SearchWalk? Way(Criterion criterion) => criterion switch
    {
        IdCriterion c => new(WalkRank.Id, [c], parts =>
        [
            new SearchPlace("resource d", $"d.type = {parts.Name(type)} and {
                new SearchFilters(parts).Of(c, new SearchScope(type, "d.id", "d"))}")
            {
                OnResource = true,
            }.Fenced(),
        ]),
        RowCriterion c => Rows(c),
        CompositeCriterion c => new(WalkRank.Unknown, [], parts => [.. c.AnyOf.Select(v => new SearchPlace(
            "index_composite d",
            $"d.type = {parts.Name(type)} and d.param = {parts.Name(c.Param)} and d.part = 1 and {
                new ValueSql("d", parts, Composite: true).Of(v[0])}")
            {
                MayRepeat = true,
            })]),
        WordsCriterion c => Words(c),
        NearCriterion c => new(WalkRank.Unknown, [], parts => [.. c.AnyOf.Select(p => new SearchPlace(
            "index_number d", SearchFilters.Latitudes("d", type, p, parts))
        {
            MayRepeat = true,
        })]),
        AnyOf { Criteria.Count: > 0 and <= MostBranches } c => Any(c),
        AllOf c => c.Criteria.Select(Way).OfType<SearchWalk>().MinBy(w => w.Rank) is { } narrow
            ? narrow with { Served = narrow.Served.Count > 0 && c.Criteria.Count == 1 ? [c] : [] }
            : null,
        _ => null,
    };

    private SearchWalk? Any(AnyOf c)
    {
        var all = c.Criteria.Select(Way).ToList();
        return all.Any(w => w is null) ? null : new(
            all.Max(w => w!.Rank), all.All(w => w!.Served.Count > 0) ? [c] : [],
            parts => [.. all.SelectMany(w => w!.Places(parts)).Select(p => p with { MayRepeat = true })])
        {
            ByTime = all.All(w => w!.ByTime),
        };
    }

    private SearchWalk? Rows(RowCriterion c)
    {
        if (c.AnyOf.Count is 0 or > MostBranches
            || (SearchColumns.TimeOf(type) is { } time && c.AnyOf[0] is DateValue && c.Rows.Contains(time)))
            return null;
        if (SearchColumns.IsCompartment(type, c.Rows))
            return OfPatients(c);
        return c.AnyOf[0] switch
        {
            TokenValue or TokenSet when c.Rows is ["identifier"] => c.AnyOf.All(HasCode)
                ? new(WalkRank.Identifier, [c], parts =>
                    [.. c.AnyOf.Select(v => Identifier(v, parts))])
                : null,
            TokenValue or TokenSet => c.AnyOf.All(HasCode)
                && !c.Rows.Contains("identifier")
                ? new(WalkRank.Unknown, [c], parts => Each(c, parts, (value, row) => DateWindow.Split(
                    query, type, parts, Place("index_token", row, value, parts) with { HasTime = true })))
                {
                    ByTime = !c.AnyOf.OfType<TokenSet>().Any(),
                }
                : null,
            ReferenceValue or UrlReferenceValue => new(WalkRank.Reference, [c], parts => Each(c, parts, (value, row) =>
                [Place("index_reference", row, value, parts) with { HasTime = true }]))
            { ByTime = true },
            DateValue => c.AnyOf.All(v => v is DateValue { Prefix: not SearchPrefix.Ne })
                ? new(WalkRank.Unknown, [c], parts => Each(c, parts, (value, row) =>
                    DateWindow.OfRows(Place("index_date", row, value, parts), (DateValue)value, parts)))
                : null,
            NumberValue => c.AnyOf.All(v => v is NumberValue { Prefix: not SearchPrefix.Ne })
                ? new(WalkRank.Unknown, [c], parts => Each(c, parts, (value, row) =>
                    DateWindow.OfRows(Place("index_number", row, value, parts), (NumberValue)value, parts)))
                : null,
            _ => new(WalkRank.Unknown, [c], parts => Each(c, parts, (value, row) => Texts(row, value, parts))),
        };
    }

    // Patients stand in a column, whatever else is referred to in rows.
    private SearchWalk OfPatients(RowCriterion c)
    {
        var patients = c.AnyOf.OfType<ReferenceValue>().Where(v => v.MayBePatient).ToList();
        var others = c.Rows.Count > 1 ? c : c with
        {
            AnyOf = [.. c.AnyOf.Where(v => v is not ReferenceValue { Type: "Patient" })],
        };
        return new(WalkRank.Patient, [c], parts =>
        [
            .. patients.Sum(p => p.Ids.Count) > MostBranches
                ? patients.Select(p => OfPatient(p, parts))
                : patients.SelectMany(p => p.Ids).Select(id => OfPatient(new("Patient", [id]), parts)),
            .. Each(others, parts, (value, row) =>
                [Place("index_reference", row, value, parts) with { HasTime = true }]),
        ])
        {
            ByTime = true,
        };
    }

    // A patient or two, each with the codes asked for: one compound index answers both, newest first.
    private SearchWalk? PatientAndCode()
    {
        var patient = query.Criteria.OfType<RowCriterion>().FirstOrDefault(c =>
            c.Rows.Count == 1 && SearchColumns.IsCompartment(type, c.Rows) && Patients(c) is not null);
        var code = query.Criteria.OfType<RowCriterion>().FirstOrDefault(c =>
            c.Rows.Count == 1 && c.Rows[0] != "identifier" && c.AnyOf.All(v => v is TokenValue { Code: not null }));
        if (patient is null || code is null || Patients(patient) is not { } patients
            || patients.Count * code.AnyOf.Count > MostBranches)
            return null;
        return new(WalkRank.PatientAndCode, [patient, code], parts =>
        [
            .. from p in patients
               from value in code.AnyOf
               let place = Place("index_token", code.Rows[0], value, parts)
               select place with
               {
                   Where = $"d.patient_id = {parts.Add("patient", p.Ids[0])} and d.patient_id <> '' and {place.Where}",
                   HasTime = true,
               },
        ])
        {
            ByTime = true,
        };
    }

    private static List<ReferenceValue>? Patients(RowCriterion c)
    {
        var all = c.AnyOf.OfType<ReferenceValue>().Where(v => v.Type == "Patient").ToList();
        // An index row may hold what the column does not: a group, a URL.
        return all.Count != c.AnyOf.Count || all.Sum(v => v.Ids.Count) > MostBranches
            ? null
            : [.. all.SelectMany(v => v.Ids).Select(id => new ReferenceValue("Patient", [id]))];
    }

    private SearchPlace OfPatient(ReferenceValue patient, SqlParts parts)
    {
        var many = patient.Ids.Count > 1;
        var place = new SearchPlace(
            "resource d",
            $"d.patient_id {(many
                ? $"= any({parts.Add("patients", patient.Ids.ToArray())})"
                : $"= {parts.Add("patient", patient.Ids[0])}")} and d.type = {parts.Name(type)}")
        {
            OnResource = true,
        };
        return many ? place.Fenced() : place;
    }

    private SearchPlace Identifier(SearchValue value, SqlParts parts) => new(
        "index_identifier d", $"d.type = {parts.Name(type)} and {new ValueSql("d", parts).Of(value)}")
    {
        MayRepeat = true,
    };

    private List<SearchPlace> Texts(string row, SearchValue value, SqlParts parts)
    {
        if (value is not TextValue { Match: TextMatch.Contains } text)
            return [Place("index_string", row, value, parts)];
        var folded = Fhir.SearchText.Fold(text.Text);
        if (!Suffixes.Covers(folded))
            return [Place("index_string", row, value, parts)];
        // Everything that holds it begins with it somewhere: the text itself, or one of its suffixes.
        var start = Place("index_string", row, new TextValue(text.Text, TextMatch.Starts), parts);
        var x = new ValueSql("d", parts).Starts("d.suffix", Suffixes.Clip(folded));
        var suffix = new SearchPlace(
            "index_suffix d", $"d.type = {parts.Name(type)} and d.param = {parts.Name(row)} and {x}")
        {
            MayRepeat = true,
            TestsAll = folded.Length > Suffixes.Longest,
        };
        return [start, suffix];
    }

    private SearchWalk Words(WordsCriterion c) => new(WalkRank.Unknown, [], parts =>
    [
        new("index_words d", $"d.type = {parts.Name(type)} and {SearchFilters.WordsOf(
            "d", parts.IsPostgres ? c.Words : [c.Words.MaxBy(w => w.Text.Length)!], parts)}")
        {
            MayRepeat = true,
        },
    ]);

    private static bool HasCode(SearchValue value) => value is TokenSet or TokenValue { Code: not null };

    private static IReadOnlyList<SearchPlace> Each(
        RowCriterion c, SqlParts parts, Func<SearchValue, string, IEnumerable<SearchPlace>> places) =>
        [.. from value in c.AnyOf from row in c.Rows from place in places(value, row) select place];

    private SearchPlace Place(string table, string row, SearchValue value, SqlParts parts) => new(
        $"{table} d",
        $"d.type = {parts.Name(type)} and d.param = {parts.Name(row)} and {new ValueSql("d", parts).Of(value)}")
    {
        MayRepeat = true,
    };
}

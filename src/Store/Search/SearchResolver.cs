using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>
/// Looks up what a query refers to before it runs: the codes of a value set, and what chains lead through. A chain
/// whose far side is small becomes a plain reference; a larger one stays and is tested row by row.
/// </summary>
internal sealed class SearchResolver(HubReader reader, CancellationToken ct)
{
    /// <summary>Ids that a chain may lead to and are looked up before the search; more are tested row by row.</summary>
    private const int MostCarried = 1_000;

    private readonly List<HubError> errors = [];

    /// <summary>The query with every criterion resolved, or what cannot be.</summary>
    public async Task<Result<SearchQuery>> ResolveAsync(SearchQuery query)
    {
        errors.AddRange(await CustomSearch.UnreadyAsync(reader, query.Custom, ct));
        var criteria = new List<Criterion>();
        foreach (var criterion in query.Criteria)
            criteria.Add(await ResolveAsync(criterion, query.Types[0]));
        return errors.Count > 0 ? Result<SearchQuery>.Failed(errors) : query with { Criteria = criteria };
    }

    private async Task<Criterion> ResolveAsync(Criterion criterion, string type)
    {
        switch (criterion)
        {
            case AllOf c: return new AllOf(await EachAsync(c.Criteria, type));
            case AnyOf c: return new AnyOf(await EachAsync(c.Criteria, type));
            case Not c: return new Not(await ResolveAsync(c.Inner, type));
            case ChainCriterion c: return await ChainAsync(c);
            case HasCriterion c: return await HasAsync(c, type);
            case CodesCriterion c:
                if ((await CodeLookup.ReadAsync(reader, c, ct)).TryGet(out var codes, out var wrong))
                    return codes;
                errors.AddRange(wrong);
                return new AnyOf([]);
            default: return criterion;
        }
    }

    private async Task<IReadOnlyList<Criterion>> EachAsync(IReadOnlyList<Criterion> criteria, string type)
    {
        var all = new List<Criterion>();
        foreach (var criterion in criteria)
            all.Add(await ResolveAsync(criterion, type));
        return all;
    }

    private async Task<Criterion> ChainAsync(ChainCriterion chain)
    {
        var (inner, values, few) = (new List<TypedCriterion>(), new List<SearchValue>(), true);
        foreach (var target in chain.AnyOf)
        {
            var resolved = new TypedCriterion(target.Type, await ResolveAsync(target.Inner, target.Type));
            inner.Add(resolved);
            var ids = few ? await IdsAsync(resolved) : null;
            few = ids is not null;
            if (ids is { Count: > 0 })
                values.Add(new ReferenceValue(target.Type, ids));
        }

        return !few ? chain with { AnyOf = inner }
            : values.Count == 0 ? new AnyOf([])
            : new RowCriterion(chain.Rows, values);
    }

    private async Task<Criterion> HasAsync(HasCriterion has, string type)
    {
        var source = has.Source with { Inner = await ResolveAsync(has.Source.Inner, has.Source.Type) };
        if (await IdsAsync(source) is not { } ids)
            return has with { Source = source };
        return ids.Count == 0 ? new AnyOf([]) : new IdCriterion(await TargetsAsync(has, source.Type, ids, type));
    }

    private async Task<IReadOnlyList<string>> TargetsAsync(
        HasCriterion has, string source, IReadOnlyList<string> ids, string type)
    {
        var parts = new SqlParts(reader);
        var from = parts.Add("ids", ids.ToArray());
        var text = $"""
            select x.target_id from index_reference x
             where x.id = any({from}) and x.type = {parts.Name(source)} and {parts.Names("x.param", has.Rows)}
               and x.target_type = {parts.Name(type)}
            """;
        if (type == "Patient" && SearchColumns.IsCompartment(source, has.Rows))
            text += $"""

                union all
                select r.patient_id from resource r where r.id = any({from}) and r.type = {parts.Name(source)}
                """;
        var found = await reader.QueryAsync(text, r => r.GetString(0), ct, parts.Values);
        return [.. found.Where(id => id.Length > 0).Distinct()];
    }

    // Null: more than can be carried along.
    private async Task<IReadOnlyList<string>?> IdsAsync(TypedCriterion target)
    {
        if (errors.Count > 0)
            return [];
        var query = new SearchQuery { Types = [target.Type], Criteria = [target.Inner] };
        var plan = await SearchPlanner.PlanAsync(reader, query, ordered: false, ct);
        if (plan.Ways[0].Walk.Rank == WalkRank.All)
            return null;
        var sql = SearchSql.Ids(plan, MostCarried + 1, reader);
        var ids = await reader.QueryAsync(sql.Text, r => r.GetString(1), ct, sql.Parameters);
        return ids.Count > MostCarried ? null : ids;
    }
}

namespace IzzyPS.Planning;

/// <summary>An import of vehicles while it is compared. Each kind of source has its own implementation.</summary>
internal interface IStockInput
{
    /// <summary>The import's id.</summary>
    Guid ImportId { get; }

    /// <summary>The feed that the vehicles belong to.</summary>
    string Feed { get; }

    /// <summary>Whether any row of the import has this configuration number and no VIN. Known before the first vehicle comes.</summary>
    bool HasNumberWithoutVin(string number);

    /// <summary>Takes an id for a plan of the import: the import's own id for the first plan.</summary>
    Guid TakePlanId(DateTimeOffset now);

    /// <summary>The evidence, once the last vehicle has come.</summary>
    StockEvidence GetEvidence();
}

namespace IzzyPS.Planning.Evidence;

/// <summary>An import of vehicles while it is compared. Each kind of source has its own implementation.</summary>
internal interface IStockInput
{
    /// <summary>The import's id.</summary>
    Guid ImportId { get; }

    /// <summary>The feed that the vehicles belong to.</summary>
    string Feed { get; }

    /// <summary>Whether any row of the import has this configuration number and no VIN. Known before the first vehicle comes.</summary>
    bool HasNumberWithoutVin(string number);

    /// <summary>The keys of a file's valid vehicles that were read so far.</summary>
    /// <param name="file">The file's place in the order of reading, counted from 0.</param>
    /// <returns>Null where the import has no such file.</returns>
    IKeyHashes? FindValidKeys(int file);

    /// <summary>Takes an id for a plan of the import: the import's own id for the first plan.</summary>
    Guid TakePlanId(DateTimeOffset now);

    /// <summary>The evidence, once the last vehicle has come.</summary>
    StockEvidence GetEvidence();
}

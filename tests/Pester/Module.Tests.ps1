BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '..' '..' 'out' 'IzzyPS')
    $commands = Get-Command -Module IzzyPS | ForEach-Object { @{ command = $_.Name } }
}
BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'The module' {
    It 'exports every cmdlet by name and nothing else' {
        $manifest = Import-PowerShellDataFile (Join-Path $root out IzzyPS IzzyPS.psd1)
        (Get-Command -Module IzzyPS).Name | Sort-Object | Should -Be ($manifest.CmdletsToExport | Sort-Object)
        $manifest.FunctionsToExport + $manifest.AliasesToExport + $manifest.VariablesToExport | Should -BeNullOrEmpty
        Test-ModuleManifest (Join-Path $root out IzzyPS IzzyPS.psd1) | Should -Not -BeNullOrEmpty
    }

    It 'brings no PowerShell and no build tool along, and SQLite for eight runtimes' {
        $files = Get-ChildItem (Join-Path $root out IzzyPS) -Recurse -File
        $files.Name | Should -Not -Contain System.Management.Automation.dll
        $files.Name | Should -Not -Contain IzzyPS.Help.dll
        $native = $files.FullName | Where-Object { $_ -match 'runtimes.(?<runtime>[^\\/]+).native.(lib)?e_sqlite3\.(dll|so|dylib)$' } | ForEach-Object { $Matches.runtime }
        $native | Sort-Object | Should -Be linux-arm64, linux-musl-arm64, linux-musl-x64, linux-x64, osx-arm64, osx-x64, win-arm64, win-x64
    }

    It 'uses its own SQLite beside a module that has loaded another one' {
        $null = Connect-Sandbox
        Stop-IzzySandbox
        $own = Get-Item ((Get-Process -Id $PID).Modules.FileName -like (Join-Path $root out IzzyPS bin runtimes *))

        # The other module: the same packages at other places, with the system's SQLite under the library's name where there is one.
        $other = (New-Item -ItemType Directory (Join-Path $TestDrive other)).FullName
        Copy-Item (Join-Path $root out IzzyPS bin SQLitePCLRaw.*.dll) $other
        $system = Get-Item /usr/lib/*/libsqlite3.so.0, /usr/lib64/libsqlite3.so.0, /usr/lib/libsqlite3.dylib -ErrorAction Ignore | Select-Object -First 1
        Copy-Item ($system ?? $own).FullName (Join-Path $other $own.Name)
        $ledger = Join-Path $TestDrive beside.db
        $told = Invoke-Pwsh @"
            Get-ChildItem '$other' -Filter SQLitePCLRaw.* | ForEach-Object { Add-Type -Path `$_.FullName }
            [SQLitePCL.Batteries_V2]::Init()
            [SQLitePCL.raw]::sqlite3_libversion_number()
            `$s = Start-IzzySandbox
            `$null = Connect-IzzyDealer `$s.Credential `$s.BaseUri -LedgerPath '$ledger' -WarningAction Ignore
            (Get-Process -Id `$PID).Modules.FileName -like '*$($own.Name)'
"@
        $libraries = $told.Output -split '\r?\n' -like "*$($own.Name)"
        $libraries | Sort-Object | Should -Be (@((Join-Path $other $own.Name), $own.FullName) | Sort-Object) -Because $told.Output

        # The version that wrote the ledger last (sqlite.org/fileformat.html).
        $writer = [Net.IPAddress]::NetworkToHostOrder([BitConverter]::ToInt32([IO.File]::ReadAllBytes($ledger), 96))
        $locked = Get-Content (Join-Path $root src IzzyPS.Core packages.lock.json) -Raw | ConvertFrom-Json -AsHashtable
        $version = [version] $locked.dependencies.'net10.0'.SQLite.resolved
        $writer | Should -Be ($version.Major * 1000000 + $version.Minor * 1000 + $version.Build)
        $version | Should -BeGreaterOrEqual ([version] '3.51.3')
        if ($system) { ($told.Output -split '\r?\n')[0] | Should -Not -Be $writer }
    }

    It 'says what to do when its SQLite is damaged' {
        $copy = Join-Path $TestDrive damaged
        Copy-Item (Join-Path $root out IzzyPS) $copy -Recurse
        Get-ChildItem (Join-Path $copy bin runtimes) -Recurse -File | Set-Content -Value cut
        $told = Start-Shell -NonInteractive -Command "Import-Module '$copy/IzzyPS.psd1'; `$s = Start-IzzySandbox; Connect-IzzyDealer `$s.Credential `$s.BaseUri -LedgerPath '$TestDrive/damaged.db' -ErrorAction Stop" | Out-String
        $LASTEXITCODE | Should -Be 1
        $told -replace '\s+\|?\s*', ' ' | Should -BeLike '*SQLite library that IzzyPS brings along*install IzzyPS again*'
        Join-Path $TestDrive damaged.db | Should -Not -Exist
    }

    It 'loads its packages in its own context, and the framework''s from the framework' {
        $null = Connect-Sandbox
        $own = [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq IzzyPS
        $own.Assemblies.GetName().Name | Should -Contain SQLitePCLRaw.core
        $shared = [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.GetName().Name
        $own.Assemblies.GetName().Name | Where-Object { $_ -in $shared } | Should -BeNullOrEmpty
        Stop-IzzySandbox
    }

    It 'has an error category for each code of the core' {
        $codes = [enum]::GetNames([IzzyPS.SyncResult].Assembly.GetType('IzzyPS.Runs.Faults.FaultCode'))
        $table = (Get-Command Sync-IzzyVehicle).ImplementingType.Assembly.GetType('IzzyPS.Errors').GetField('Kinds', 'NonPublic, Static').GetValue($null)
        $table.Keys.ForEach({ "$_" }) | Sort-Object | Should -Be ($codes | Sort-Object)
    }

    It 'loads native code of its own runtime, and no file of another one' {
        $copy = Join-Path $TestDrive runtimes
        Copy-Item (Join-Path $root out IzzyPS) $copy -Recurse
        $bin = Join-Path $copy bin
        # What the build has compiled ahead, it has for this runtime; the plain core stands for its image where it has not (a debug build).
        $null = Connect-Sandbox
        Stop-IzzySandbox
        $own = Get-Item ((Get-Process -Id $PID).Modules.FileName -like (Join-Path $root out IzzyPS bin runtimes *))
        $runtime = $own.Directory.Parent.Name
        foreach ($name in $runtime, 'win-arm64', 'osx-arm64') {
            $compiled = Join-Path $bin compiled $name
            if (Test-Path (Join-Path $compiled IzzyPS.Core.dll)) { continue }
            $null = New-Item -ItemType Directory $compiled -Force
            if ($name -eq $runtime) { Copy-Item (Join-Path $bin IzzyPS.Core.dll) $compiled } else { Set-Content (Join-Path $compiled IzzyPS.Core.dll) 'of another runtime' }
        }

        $report = "([System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq IzzyPS).Assemblies.Where{ `$_.GetName().Name -eq 'IzzyPS.Core' }.Location"
        (Start-Shell -NonInteractive -Command "Import-Module '$copy/IzzyPS.psd1'; $report" | Out-String).Trim() | Should -Be (Join-Path $bin compiled $runtime IzzyPS.Core.dll)
        Remove-Item (Join-Path $bin compiled $runtime) -Recurse
        (Start-Shell -NonInteractive -Command "Import-Module '$copy/IzzyPS.psd1'; $report" | Out-String).Trim() | Should -Be (Join-Path $bin IzzyPS.Core.dll)
    }

    It 'has its commands again after Import-Module -Force, and after it was removed' {
        $told = Invoke-Pwsh "Import-Module '$(Join-Path $root out IzzyPS)' -Force; (Get-Command -Module IzzyPS).Count; Remove-Module IzzyPS; Import-Module '$(Join-Path $root out IzzyPS)'; (Get-Command -Module IzzyPS).Count; (Start-IzzySandbox).ActiveCars"
        $told.Output -split '\s+' -ne '' | Should -Be 21, 21, 0
    }

    It 'stops its sandboxes when it is removed' {
        $told = Invoke-Pwsh '$s = Start-IzzySandbox; Remove-Module IzzyPS; $s.IsStopped; Test-Path (Split-Path $s.LedgerPath)'
        $told.Output -split '\s+' -ne '' | Should -Be True, False
    }

    It 'lets users name its types' {
        [IzzyPS.ChangeAction]::Create | Should -Be Create
        ([IzzyPS.Vehicle]@{ Vin = Get-TestVin 1; SalesPrice = 1 }).SalesPrice | Should -Be 1
    }
}

Describe 'Help of <command>' -ForEach $commands {
    BeforeAll { $help = Get-Help $command -Full }

    It 'has a synopsis and a description' {
        $help.Synopsis | Should -Match '\.$'
        $help.Description.Text -join ' ' | Should -Not -BeNullOrEmpty
    }

    It 'describes every parameter' {
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters
        $parameters = (Get-Command $command).Parameters.Keys | Where-Object { $_ -notin $common }
        foreach ($parameter in $parameters) {
            (Get-Help $command -Parameter $parameter).Description.Text | Should -Match '\.$' -Because $parameter
        }
    }

    It 'has two examples or more, and each can be parsed' {
        $examples = $help.Examples.Example
        @($examples).Count | Should -BeGreaterOrEqual 2
        foreach ($example in $examples) {
            $errors = $null
            $null = [System.Management.Automation.Language.Parser]::ParseInput($example.Code, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
            $example.Remarks.Text | Should -Match '\w'
        }
    }
}

Describe 'Tables' {
    BeforeAll {
        $it = Connect-Sandbox
        $stock = Write-Stock (Join-Path $TestDrive stock.csv) (1..3)
        $PSStyle.OutputRendering = 'PlainText'
        $table = { param($objects) ($objects | Out-String -Width 120) }
    }
    AfterAll { $PSStyle.OutputRendering = 'Host'; Stop-IzzySandbox }

    It 'show a price change with both prices and the difference' {
        $null = Import-IzzyVehicleCsv $stock | New-IzzyVehicle
        $plan = Import-IzzyVehicleCsv (Write-Stock $stock (1..3) -Set @{ 1 = @{ pricing_salesPrice = 48500.50 } }) | Compare-IzzyVehicle
        (& $table $plan) -replace [char]0xA0, ' ' | Should -BeLike "*Reprice*$(Get-TestVin 1)*50 001 → 48 500.50 (−1 500.50)*"
    }

    It 'have a view for <type>' -TestCases @(
        @{ type = 'Vehicle'; make = { (Import-IzzyVehicleCsv $stock)[0] } }
        @{ type = 'VehicleChange'; make = { (Import-IzzyVehicleCsv $stock | Compare-IzzyVehicle -IncludeUnchanged)[0] } }
        @{ type = 'SyncResult'; make = { Set-IzzyVehiclePrice -Vin (Get-TestVin 1) -SalesPrice 50010 } }
        @{ type = 'LedgerEntry'; make = { (Get-IzzyVehicle)[0] } }
        @{ type = 'DealerConnection'; make = { Get-IzzyDealer } }
        @{ type = 'DealerTest'; make = { Test-IzzyDealer } }
        @{ type = 'OperationInfo'; make = { (Get-IzzyOperation)[0] } }
        @{ type = 'VehicleEvent'; make = { (Get-IzzyVehicleHistory (Get-TestVin 1))[0] } }
        @{ type = 'LedgerTest'; make = { Test-IzzyLedger } }
        @{ type = 'LedgerCheck'; make = { (Test-IzzyLedger).Checks | Where-Object Name -EQ Schema } }
        @{ type = 'LedgerImport'; make = { "vin,car_id`n$(Get-TestVin 9),x" | Set-Content (Join-Path $TestDrive ids.csv); Import-IzzyLedger (Join-Path $TestDrive ids.csv) } }
        @{ type = 'LedgerMoved'; make = { Move-IzzyLedger (Join-Path $TestDrive moved.db) -WarningAction Ignore } }
        @{ type = 'SandboxInfo'; make = { $it.Sandbox } }
        @{ type = 'SandboxFaultInfo'; make = { (Start-IzzySandbox -Fault drop).Faults[0] } }
        @{ type = 'SandboxCarInfo'; make = { $it.Sandbox.Cars[0] } }
    ) {
        $object = & $make
        $object.GetType().FullName | Should -Be "IzzyPS.$type"
        $lines = (& $table $object) -split '\r?\n' -ne ''
        $lines.Count | Should -Be 3 -Because 'a header, its line and the object'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 120
    }
}
